from maillage.directory.forms.editors.base import Editor
from maillage.directory.forms.editors.items import ItemEditor, PlaceEditor, ReferenceEditor
from maillage.directory.forms.editors.sections import EDITORS

__all__ = ["EDITORS", "Editor", "ItemEditor", "PlaceEditor", "ReferenceEditor"]
