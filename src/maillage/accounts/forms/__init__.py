from maillage.accounts.forms.network import NetworkForm
from maillage.accounts.forms.people import DetailsForm, ErasureForm, InvitationForm, RoleForm, TokenForm

__all__ = ["DetailsForm", "ErasureForm", "InvitationForm", "NetworkForm", "RoleForm", "TokenForm"]
