"""An import-linter contract: a context is entered by its public face."""

import grimp
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils


class PublicFaceContract(Contract):
    """Refuse imports that enter another context by a module which is not part of its face.

    - public: what may be imported, as `services` (of every context) or `accounts.models` (of one).
    - free: contexts of which everything may be imported.
    - entrances: contexts that assemble the others and may import all.
    - ignore_imports: exceptions, each with its decision record.
    """

    type_name = "public_face"

    public = fields.SetField(subfield=fields.StringField())
    free = fields.SetField(subfield=fields.StringField(), required=False)
    entrances = fields.SetField(subfield=fields.StringField(), required=False)
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        removal = contract_utils.remove_ignored_imports_and_report(
            graph=graph, ignore_imports=self.ignore_imports, unmatched_alerting=contract_utils.AlertLevel.ERROR
        )
        (root,) = self.session_options["root_packages"]
        refused = []
        for importer in sorted(graph.find_descendants(root)):
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                if self._is_refused(importer.split("."), imported.split("."), root=root):
                    details = graph.get_import_details(importer=importer, imported=imported)
                    lines = ", ".join(str(detail["line_number"]) for detail in details)
                    refused.append(f"{importer} (l. {lines}) -> {imported}")
        return ContractCheck(
            kept=not refused,
            warnings=list(removal.warnings),
            ignored_import_count=removal.ignored_import_count,
            metadata={"refused": refused},
        )

    def _is_refused(self, importer: list[str], imported: list[str], *, root: str) -> bool:
        if imported[0] != root or len(imported) < 2:
            return False
        origin, target = importer[1], imported[1]
        if origin == target or origin in (self.entrances or ()) or target in (self.free or ()):
            return False
        inside = imported[2:3]
        return not inside or not {inside[0], f"{target}.{inside[0]}"} & set(self.public)  # type: ignore[call-overload]  # a field of the linter's, a list once it is set

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["refused"]:
            output.print_error(line, bold=False)
        output.new_line()
        output.print("Enter a context by its services, queries, types or events (pyproject.toml, tool.importlinter).")
