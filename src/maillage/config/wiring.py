"""Every indirect flow of the platform on one page: who listens to what."""

from maillage.accounts import events as accounts_events
from maillage.accounts import jobs as accounts_jobs
from maillage.accounts import services as accounts_services
from maillage.accounts.personal_data import personal_data
from maillage.delivery import demo_jobs as delivery_demo_jobs  # noqa: F401 - its jobs are known by name
from maillage.delivery import events as delivery_events
from maillage.delivery import hand_over_jobs as delivery_hand_over_jobs
from maillage.delivery import notice_jobs as delivery_notice_jobs
from maillage.delivery import order_jobs as delivery_order_jobs
from maillage.delivery import planning_jobs as delivery_planning_jobs  # noqa: F401 - its jobs are known by name
from maillage.delivery import ridden_jobs as delivery_ridden_jobs  # noqa: F401 - its jobs are known by name
from maillage.delivery import webhook_jobs as delivery_webhook_jobs
from maillage.delivery.services import personal_data as delivery_personal_data
from maillage.directory import events as directory_events
from maillage.directory import jobs as directory_jobs
from maillage.directory.services import personal_data as directory_personal_data
from maillage.links import events as links_events
from maillage.links import jobs as links_jobs
from maillage.links.services import personal_data as links_personal_data
from maillage.matching import coproduction_jobs, merge_jobs, outcome_jobs
from maillage.matching import events as matching_events
from maillage.matching import jobs as matching_jobs
from maillage.matching.services import document_box_people
from maillage.matching.services import personal_data as matching_personal_data
from maillage.stream.registry import registry
from maillage.web import jobs as web_jobs
from maillage.web import notices_of_answers, notices_of_hand_overs, notices_of_recurring
from maillage.web import queries as web_queries
from maillage.web import services as web_services

# What programs of others may be told; each verb is a choice on the page of webhooks.
WEBHOOK_EVENTS = (
    matching_events.BriefReceived,
    matching_events.BriefMoved,
    matching_events.BriefAssigned,
    matching_events.ShortlistChanged,
    matching_events.OrganizationInvited,
    matching_events.InvitationAnswered,
    matching_events.InvitationExpired,
    matching_events.ConsortiumFormed,
    matching_events.ConsortiumDissolved,
    matching_events.AnswerSent,
    matching_events.AnswerAwarded,
    matching_events.AnswerDeclined,
)


def wire() -> None:
    """Bind subscribers to events; called once, when every app is ready."""
    if registry.all():
        return
    _keep_personal_data()
    _follow_accounts()
    _follow_directory()
    _follow_needs()
    _follow_merges()
    _follow_answers()
    _notify_of_answers()
    _follow_coproductions()
    _follow_links()
    _tell_programs_of_stores()
    _follow_orders()
    _follow_hand_overs()
    _tell_recipients()
    _tell_of_papers_and_outside()


def _follow_accounts() -> None:
    registry.subscribe(event=accounts_events.InvitationSent, handler=accounts_jobs.mail_invitation)
    registry.subscribe(event=accounts_events.MembershipGranted, handler=web_jobs.notify_of_role)
    registry.subscribe(event=accounts_events.MembershipEnded, handler=web_jobs.notify_of_removal)
    registry.subscribe(event=accounts_events.NetworkRoleAssigned, handler=web_jobs.notify_of_office_role)
    registry.subscribe(event=accounts_events.InvitationAccepted, handler=web_jobs.notify_of_acceptance)


def _follow_directory() -> None:
    registry.subscribe(event=directory_events.MessageSent, handler=directory_jobs.mail_message)
    registry.subscribe(event=directory_events.MessageSent, handler=directory_jobs.mail_office_message)
    registry.subscribe(event=directory_events.ClaimRequested, handler=directory_jobs.mail_claim_to_office)
    registry.subscribe(event=directory_events.ClaimDecided, handler=directory_jobs.mail_claim_decision)
    registry.subscribe(event=directory_events.ClaimExpired, handler=directory_jobs.mail_claim_expired)
    registry.subscribe(event=directory_events.ConsentsChanged, handler=directory_jobs.withdraw_from_murmurations)
    registry.subscribe(event=directory_events.ProfileUnlisted, handler=directory_jobs.withdraw_from_murmurations)
    registry.subscribe(event=directory_events.ListingRefused, handler=directory_jobs.withdraw_from_murmurations)
    registry.subscribe(event=directory_events.ProfileEdited, handler=directory_jobs.withdraw_from_murmurations)
    registry.subscribe(event=directory_events.ListingRequested, handler=directory_jobs.mail_listing_request)
    registry.subscribe(event=directory_events.ProfileListed, handler=directory_jobs.mail_listing_decision)
    registry.subscribe(event=directory_events.ListingRefused, handler=directory_jobs.mail_listing_decision)
    registry.subscribe(event=directory_events.ProfileEdited, handler=directory_jobs.mail_edit_waiting)
    registry.subscribe(event=directory_events.EditReviewed, handler=directory_jobs.mail_edit_decision)
    registry.subscribe(event=directory_events.ListingRequested, handler=web_jobs.notify_of_listing_request)
    registry.subscribe(event=directory_events.ProfileListed, handler=web_jobs.notify_of_listing)
    registry.subscribe(event=directory_events.ListingRefused, handler=web_jobs.notify_of_listing)
    registry.subscribe(event=directory_events.ProfileEdited, handler=web_jobs.notify_of_waiting_edit)
    registry.subscribe(event=directory_events.EditReviewed, handler=web_jobs.notify_of_review)
    registry.subscribe(event=directory_events.MessageSent, handler=web_jobs.notify_of_message)
    registry.subscribe(event=directory_events.ImportFinished, handler=web_jobs.notify_of_import)


def _follow_needs() -> None:
    registry.subscribe(event=matching_events.BriefWritten, handler=matching_jobs.mail_confirmation)
    registry.subscribe(event=matching_events.BriefReceived, handler=matching_jobs.mail_received)
    registry.subscribe(event=matching_events.BriefMessageWritten, handler=matching_jobs.mail_message)
    registry.subscribe(event=matching_events.BriefMoved, handler=matching_jobs.mail_outcome)
    registry.subscribe(event=matching_events.BriefMoved, handler=matching_jobs.close_invitations)
    registry.subscribe(event=matching_events.BriefMoved, handler=outcome_jobs.mail_end)
    registry.subscribe(event=matching_events.InvitationWithdrawn, handler=outcome_jobs.mail_invitation_over)
    registry.subscribe(event=matching_events.OrganizationInvited, handler=matching_jobs.mail_invitation)
    registry.subscribe(event=matching_events.InvitationAnswered, handler=matching_jobs.mail_invitation_answer)
    registry.subscribe(event=matching_events.InvitationExpired, handler=matching_jobs.mail_invitation_answer)
    registry.subscribe(event=matching_events.InvitationMessageWritten, handler=matching_jobs.mail_invitation_message)
    registry.subscribe(event=matching_events.MailRefused, handler=matching_jobs.mail_refusal)
    registry.subscribe(event=matching_events.OpportunityInterestSaid, handler=matching_jobs.mail_interest)
    registry.subscribe(event=matching_events.OpportunityChanged, handler=matching_jobs.mail_change_of_call)
    registry.subscribe(event=matching_events.BriefReceived, handler=web_jobs.notify_of_brief)
    registry.subscribe(event=matching_events.BriefAssigned, handler=web_jobs.notify_of_brief_owner)
    registry.subscribe(event=matching_events.BriefMessageWritten, handler=web_jobs.notify_of_brief_message)


def _follow_merges() -> None:
    """What every context above the directory holds of an organization follows it into another; links: `_follow_links`."""
    registry.subscribe(event=directory_events.OrganizationsMerged, handler=merge_jobs.move_rows)
    registry.subscribe(event=directory_events.MergeUndone, handler=merge_jobs.move_rows_back)


def _follow_answers() -> None:
    registry.subscribe(event=matching_events.BriefMoved, handler=matching_jobs.close_answers)
    registry.subscribe(event=matching_events.InvitationAnswered, handler=matching_jobs.leave_after_declining)
    registry.subscribe(event=matching_events.AnswerFrozen, handler=matching_jobs.ask_for_signatures)
    registry.subscribe(event=matching_events.AnswerReopened, handler=matching_jobs.mail_reopening)
    registry.subscribe(event=matching_events.AnswerSigned, handler=matching_jobs.mail_signed_by_all)
    registry.subscribe(event=matching_events.AnswerSent, handler=matching_jobs.mail_answer)
    registry.subscribe(event=matching_events.AnswerQuestionAsked, handler=matching_jobs.mail_question)
    registry.subscribe(event=matching_events.AnswerQuestionReplied, handler=matching_jobs.mail_reply)
    registry.subscribe(event=matching_events.AnswerAwarded, handler=matching_jobs.mail_award)
    registry.subscribe(event=matching_events.AnswerDeclined, handler=matching_jobs.mail_answer_refusal)
    registry.subscribe(event=matching_events.ConsortiumFormed, handler=matching_jobs.mail_consortium_formed)
    registry.subscribe(event=matching_events.PartnerJoined, handler=matching_jobs.mail_partner_joined)
    registry.subscribe(event=matching_events.PartnerLeft, handler=matching_jobs.mail_partner_left)
    registry.subscribe(event=matching_events.ConsortiumDissolved, handler=matching_jobs.mail_consortium_dissolved)


def _notify_of_answers() -> None:
    registry.subscribe(event=matching_events.ConsortiumFormed, handler=notices_of_answers.notify_of_consortium)
    registry.subscribe(event=matching_events.AnswerFrozen, handler=notices_of_answers.notify_of_signatures_asked)
    registry.subscribe(event=matching_events.AnswerReopened, handler=notices_of_answers.notify_of_reopening)
    registry.subscribe(event=matching_events.AnswerSigned, handler=notices_of_answers.notify_of_answer_to_review)
    registry.subscribe(event=matching_events.AnswerQuestionAsked, handler=notices_of_answers.notify_of_question)
    registry.subscribe(event=matching_events.AnswerAwarded, handler=notices_of_answers.notify_of_decision)
    registry.subscribe(event=matching_events.AnswerDeclined, handler=notices_of_answers.notify_of_decision)
    registry.subscribe(event=matching_events.CoproductionOpened, handler=notices_of_answers.notify_of_common_work)


def _follow_coproductions() -> None:
    registry.subscribe(event=matching_events.AnswerAwarded, handler=coproduction_jobs.open_from_answer)
    registry.subscribe(event=matching_events.CoproductionOpened, handler=coproduction_jobs.mail_opening)
    registry.subscribe(
        event=matching_events.CoproductionPartnerInvited, handler=coproduction_jobs.mail_partner_invitation
    )
    registry.subscribe(event=matching_events.CoproductionDelivered, handler=coproduction_jobs.mail_review_requests)
    registry.subscribe(event=matching_events.CoproductionSharesProposed, handler=coproduction_jobs.mail_shares)
    registry.subscribe(
        event=matching_events.CoproductionPublicationProposed, handler=coproduction_jobs.mail_publication
    )


def _follow_links() -> None:
    """The mesh listens to what ties organizations; it knows nothing of the contexts above it."""
    registry.subscribe(event=matching_events.OrganizationInvited, handler=links_jobs.note_invited)
    registry.subscribe(event=matching_events.ConsortiumFormed, handler=links_jobs.note_answered)
    registry.subscribe(event=matching_events.AnswerAwarded, handler=links_jobs.note_won)
    registry.subscribe(event=matching_events.CoproductionEnded, handler=links_jobs.note_coproduced)
    registry.subscribe(event=matching_events.CoproductionPublished, handler=links_jobs.note_published)
    registry.subscribe(event=matching_events.CoproductionReviewed, handler=links_jobs.note_reviewed)
    registry.subscribe(event=directory_events.ProfileEdited, handler=links_jobs.follow_references)
    registry.subscribe(event=directory_events.EditReviewed, handler=links_jobs.follow_references)
    registry.subscribe(event=directory_events.OrganizationsMerged, handler=links_jobs.move_facts)
    registry.subscribe(event=directory_events.MergeUndone, handler=links_jobs.move_facts_back)
    registry.subscribe(event=links_events.LinkDeclared, handler=links_jobs.mail_declaration)
    registry.subscribe(event=links_events.IntroductionProposed, handler=links_jobs.mail_introduction)
    registry.subscribe(event=links_events.IntroductionAccepted, handler=links_jobs.mail_accepted)


def _tell_programs_of_stores() -> None:
    """The webhooks of the compatible API."""
    registry.subscribe(event=delivery_events.TaskAssigned, handler=delivery_webhook_jobs.tell_of_assignment)
    registry.subscribe(event=delivery_events.TaskStarted, handler=delivery_webhook_jobs.tell_of_start)
    registry.subscribe(event=delivery_events.TaskDone, handler=delivery_webhook_jobs.tell_of_completion)
    registry.subscribe(event=delivery_events.TaskFailed, handler=delivery_webhook_jobs.tell_of_failure)


def _follow_orders() -> None:
    """Orders from shops' sites are confirmed by e-mail; days of regular orders without a delivery are told of."""
    registry.subscribe(event=delivery_events.OrderWished, handler=delivery_order_jobs.mail_wish)
    registry.subscribe(event=delivery_events.RecurringDayMissed, handler=delivery_order_jobs.mail_missed_days)
    registry.subscribe(event=delivery_events.RecurringDayMissed, handler=notices_of_recurring.notify_of_missed_day)


def _follow_hand_overs() -> None:
    """Deliveries that one co-operative rides for another: both are told, and what was ridden ties them."""
    for told in (
        delivery_events.HandOverProposed, delivery_events.HandOverAccepted, delivery_events.HandOverDeclined,
        delivery_events.HandOverWithdrawn, delivery_events.HandOverExpired, delivery_events.HandOverReturned,
    ):  # fmt: skip
        registry.subscribe(event=told, handler=notices_of_hand_overs.notify_of_hand_over)
    registry.subscribe(event=delivery_events.HandOverProposed, handler=delivery_hand_over_jobs.mail_proposal)
    registry.subscribe(event=delivery_events.DeliveryOrdered, handler=delivery_hand_over_jobs.look_for_room)
    registry.subscribe(event=delivery_events.DeliveryCancelled, handler=delivery_hand_over_jobs.withdraw_of_cancelled)
    registry.subscribe(event=delivery_events.HandOverDone, handler=links_jobs.note_delivered)


def _tell_recipients() -> None:
    """Messages to those who receive a delivery, and to the store where it asks for them."""
    registry.subscribe(event=delivery_events.DeliveryOrdered, handler=delivery_notice_jobs.tell_of_order)
    registry.subscribe(event=delivery_events.TaskStarted, handler=delivery_notice_jobs.tell_of_start)
    registry.subscribe(event=delivery_events.TaskDone, handler=delivery_notice_jobs.tell_of_completion)
    registry.subscribe(event=delivery_events.TaskFailed, handler=delivery_notice_jobs.tell_of_failure)


def _tell_of_papers_and_outside() -> None:
    registry.subscribe(event=matching_events.PaperExpiring, handler=matching_jobs.mail_paper_expiring)
    registry.subscribe(event=matching_events.PaperExpiring, handler=web_jobs.notify_of_expiring_paper)
    for told in WEBHOOK_EVENTS:
        registry.subscribe(event=told, handler=web_jobs.tell_webhooks)


def _keep_personal_data() -> None:
    """Say which contexts know something of people: each is in every export and every erasure."""
    # Accounts stand last: they empty the row by which the others find what is the person's.
    personal_data.add(
        context="directory", export=directory_personal_data.export_person, erase=directory_personal_data.erase_person
    )
    personal_data.add(
        context="matching", export=matching_personal_data.export_person, erase=matching_personal_data.erase_person
    )
    personal_data.add(
        context="document box", export=document_box_people.export_person, erase=document_box_people.erase_person
    )
    personal_data.add(
        context="delivery",
        export=delivery_personal_data.export_person,
        erase=delivery_personal_data.erase_person,
    )
    personal_data.add(context="links", export=links_personal_data.export_person, erase=links_personal_data.erase_person)
    personal_data.add(context="web", export=web_queries.export_of_person, erase=web_services.erase_person)
    personal_data.add(
        context="accounts", export=accounts_services.export_account, erase=accounts_services.erase_account
    )
