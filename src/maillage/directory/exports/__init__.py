"""Files of the directory that anybody may reuse: each writer turns organizations into pieces of a file, one at a time.

Pure: what is written comes in as `ExportedOrganization`; nothing here asks the database.
"""
