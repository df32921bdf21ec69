"""A real SMTP server for the tests, on a free port of this machine.

Says its port, then a line of JSON for each thing that happens. Commands come by standard input, a line each: how to treat
what comes from now on, or "sync", which is answered when everything before it has been said.
"""

import asyncio
import email
import email.policy
import hashlib
import json
import sys

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import AuthResult, SMTP


def say(**what):
    print(json.dumps(what), flush=True)


class Handler:
    """Treats mail as `mode` says: take, defer, refuse, refuse-letter, slow, die, deny-sender."""

    mode = "take"

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
        self.tell(envelope, is_taken=self.mode == "take")
        if self.mode == "refuse-letter":
            return "554 5.7.0 Looks like spam"
        if self.mode == "die":
            server.transport.abort()
            return "451 Never heard"
        if self.mode == "slow":
            await asyncio.sleep(3600)
        return "250 2.0.0 Queued as 4711"

    def tell(self, envelope, is_taken):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: message.get_body(preferencelist=(kind,)).get_content().replace("\r\n", "\n")
        say(
            taken=is_taken,
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            headers={name.lower(): str(value) for name, value in message.items()},
            text=part("plain"),
            html=part("html"),
            digest=hashlib.sha256(envelope.content).hexdigest(),
            defects=[str(defect) for defect in message.defects],
        )


class Server(UnthreadedController):
    def factory(self):
        if not self.password:
            return SMTP(self.handler)
        check = lambda server, session, envelope, mechanism, data: AuthResult(
            success=data.password == self.password.encode(), handled=False
        )
        return SMTP(self.handler, authenticator=check, auth_required=True, auth_require_tls=False)


async def main(password):
    handler = Handler()
    loop = asyncio.get_running_loop()
    server = Server(handler, hostname="127.0.0.1", port=0, loop=loop)
    server.password = password
    listening = await loop.create_server(server._factory_invoker, host="127.0.0.1", port=0)
    say(port=listening.sockets[0].getsockname()[1])
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := (await commands.readline()).decode().strip():
        if line != "sync":
            handler.mode = line
        say(done=line)


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))
