"""The e-mails that a development instance has kept instead of sending."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.web import mail


def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "web/mail_list.html", {"messages_kept": mail.kept_messages(limit=100)})


def mail_message(request: HttpRequest, name: str) -> HttpResponse:
    message = mail.kept_message(name=name)
    if message is None:
        raise Http404
    return render(request, "web/mail_message.html", {"message": message})
