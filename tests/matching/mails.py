"""E-mails as real programs write them; every address is invented."""

from email.message import EmailMessage

PDF = b"%PDF-1.7\n% un plan\n"


def thunderbird(to: str, *, sender: str = "mj@exemple.fr", text: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"Maison des jeunes <{sender}>", f"Réseau <{to}>"
    message["Subject"] = "Re: Votre besoin B-12 : Affiches"
    message["Message-ID"] = "<aa11@exemple.fr>"
    message["In-Reply-To"] = "<x@reseau.example>"
    message.set_content(
        (text or "Bonjour,\n\nIl nous les faut pour le 12 mars.\n\nBien à vous,\nSabine")
        + "\n\n\nLe 24/11/2026 à 10:12, Fil à fil a écrit :\n> Bonjour, pour quelle date ?\n>\n> Fanny\n"
    )
    return message.as_bytes()


def with_files(to: str, **options: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "mj@exemple.fr", to, "<bb22@exemple.fr>"
    message["Subject"] = "Re: Votre besoin"
    message.set_content("Voici le plan.\n-- \nSabine Roche\n06 00 00 00 00\n")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="plan été.pdf")
    message.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="facture.exe")
    message.add_attachment(
        b"GIF89a0", maintype="image", subtype="gif", filename="logo.gif", disposition="inline", cid="<l>"
    )
    return message.as_bytes()


OUTLOOK_HTML = """<html><head><style>p {{color:red}}</style></head><body>
<p>Bonjour,</p><p>Oui, 200 affiches &amp; 50 flyers&nbsp;: c&#8217;est cela.</p><p>Cordialement</p>
<div id="divRplyFwdMsg"><b>De :</b> Fil à fil &lt;{to}&gt;<br><b>Envoyé :</b> mardi 24 novembre 2026<br>
<b>Objet :</b> Votre besoin</div><div>Bonjour, combien ?</div></body></html>"""


def outlook(to: str) -> bytes:
    body = OUTLOOK_HTML.format(to=to).encode("cp1252")
    head = (
        f"From: =?utf-8?q?Sabine_Roche?= <mj@exemple.fr>\r\nTo: {to}\r\nSubject: =?utf-8?b?UsOpIDogdm90cmUgYmVzb2lu?=\r\n"
        "Message-ID: <cc33@exemple.fr>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=windows-1252\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + body


def absence(to: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "mj@exemple.fr", to, "<dd44@exemple.fr>"
    message["Subject"], message["Auto-Submitted"] = "Absence du bureau : Votre besoin", "auto-replied"
    message.set_content("Je suis absente jusqu'au 3 décembre. En cas d'urgence : accueil@exemple.fr.")
    return message.as_bytes()


def bounce(to: str, *, address: str = "MJ@exemple.fr", action: str = "failed") -> bytes:
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.exemple.fr>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <ee55@mx.exemple.fr>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.fr
Arrival-Date: Tue, 24 Nov 2026 10:30:00 +0100

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown

--XX
Content-Type: message/rfc822

From: Fil à fil <bonjour@reseau.example>
To: {address}
Subject: Votre besoin

Bonjour
--XX--
""".encode()
