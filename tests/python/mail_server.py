"""A real SMTP server for the tests, on a free port of this machine.

Says its port, then a line of JSON for each thing that happens. Commands come by standard input, a line each: how to treat
what comes from now on, or "sync", which is answered when everything before it has been said.

Arguments: the password that everybody must give (empty for none), how the way is kept ("plain", "starttls" or "tls"), and
for the latter two the files with the certificate and its key; its port, where it must be a certain one.
"""

import asyncio
import email
import email.policy
import hashlib
import json
import ssl
import sys

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import AuthResult, SMTP


def say(**what):
    print(json.dumps(what), flush=True)


def is_encrypted(server):
    return server.transport.get_extra_info("ssl_object") is not None


class Handler:
    """Treats mail as `mode` says: take, defer, refuse, refuse-letter, slow, late, die, deny-sender."""

    mode = "take"
    passwords_in_the_open = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.mode == "deny-sender":
            return "550 5.7.1 Not from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mode == "defer":
            return "451 4.7.1 Greylisted, come back later"
        if self.mode == "refuse":
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.tell(server, session, envelope, is_taken=self.mode in ("take", "late"))
        if self.mode == "refuse-letter":
            return "554 5.7.0 Looks like spam"
        if self.mode == "die":
            server.transport.abort()
            return "451 Never heard"
        if self.mode == "late":
            await asyncio.sleep(0.5)
        if self.mode == "slow":
            await asyncio.sleep(3600)
        return "250 2.0.0 Queued as 4711"

    def tell(self, server, session, envelope, is_taken):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        entries = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        part = lambda kind: message.get_body(preferencelist=(kind,)).get_content().replace("\r\n", "\n")
        say(
            taken=is_taken,
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            headers={name.lower(): str(value) for name, value in message.items()},
            text=part("plain"),
            html=part("html"),
            calendars=[entry.get_payload(decode=True).decode() for entry in entries],
            methods=[entry["content-type"].params.get("method", "") for entry in entries],
            files=[entry.get_filename("") for entry in entries],
            encrypted=is_encrypted(server),
            signed_in=bool(session.authenticated),
            digest=hashlib.sha256(envelope.content).hexdigest(),
            defects=[str(defect) for defect in message.defects],
        )


class Server(UnthreadedController):
    password, way, context = "", "plain", None

    def factory(self):
        settings = {}
        if self.way == "starttls":
            settings.update(tls_context=self.context, require_starttls=True)
        if self.password:
            # It takes a password in the open too: not to send one there is the client's part.
            settings.update(authenticator=self.check, auth_required=True, auth_require_tls=False)
        return SMTP(self.handler, **settings)

    def check(self, server, session, envelope, mechanism, data):
        self.handler.passwords_in_the_open += not is_encrypted(server)
        return AuthResult(success=data.password == self.password.encode(), handled=False)


async def main(password="", way="plain", certificate="", key="", port="0"):
    handler = Handler()
    loop = asyncio.get_running_loop()
    server = Server(handler, hostname="127.0.0.1", port=0, loop=loop)
    server.password, server.way = password, way
    if way != "plain":
        server.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.context.load_cert_chain(certificate, key)
    at_once = server.context if way == "tls" else None
    listening = await loop.create_server(server._factory_invoker, host="127.0.0.1", port=int(port), ssl=at_once)
    say(port=listening.sockets[0].getsockname()[1])
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := (await commands.readline()).decode().strip():
        if line != "sync":
            handler.mode = line
        say(done=line, passwords_in_the_open=handler.passwords_in_the_open)


asyncio.run(main(*sys.argv[1:]))
