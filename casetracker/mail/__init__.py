"""Mail: what a letter says, how it becomes bytes, how it leaves.

    from casetracker.mail.composer import Envelope, compose, make_message_id
    from casetracker.mail.messages import Line, TaskMail
    from casetracker.mail.transport import Accepted, RecipientRefused, RetryLater, open_transport
    from casetracker.mail.words import Says

    mail = TaskMail(language="be", link=link, lines=(
        Line(Says.CASE_SILENT, label="amber lantern", due_on=date(2026, 3, 16)),
    ))
    envelope = Envelope(sender=sender, recipient=address, message_id=email.message_id, sent_at=now)
    with open_transport(email_url) as transport:          # connects at the first send, keeps it
        answer = transport.send(compose(mail, envelope), before_data=check_lease)

`messages`   one frozen dataclass per letter: `TaskMail`, `PasswordReset`, `Invitation`,
             `TrialMail`. `.subject()` and `.text()` are all a letter can say.
`words`      `Says`, the fixed list of what a line may tell its reader to do.
`composer`   `compose(message, envelope) -> Letter`; raises `BadAddress` (final: the recipient's
             address can never work) or `BadHeader` (the sender, or any other header: a wrong
             setting, a programming error or an attack). Neither carries the refused value.
             `make_message_id(email_id, domain)`.
`addresses`  `clean_address(text)` -> the address as it goes on the wire, or `BadAddress`.
`transport`  `open_transport(url)`, the only caller of a mail server or mail folder. `send`
             never raises for anything a server does; it returns exactly one of

             `Accepted(code, reply)`        the server has taken responsibility
             `RecipientRefused(code, status)`   5.1.x at RCPT: final, this address is dead
             `RetryLater(code, reason, uncertain, server)`   everything else.
                 `uncertain`: the whole letter was handed over and the answer was lost, so a
                 repeat (same Message-ID) may arrive twice.
                 `server`: the trouble is the server's, not this letter's; end the batch.

             `before_data` is called once MAIL and RCPT are said, while the server thinks about
             them, and again if the connection has to be renewed. What it raises comes out of
             `send` unchanged; the connection is closed, the next letter gets a new one.
             One `send` lasts at most 60 s before `before_data` and 60 s after it.
"""
