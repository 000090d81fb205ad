// SPDX-License-Identifier: Apache-2.0
// A receiver of webhooks as docs/webhooks.md asks for it: verifies, refuses what is wrong, takes each event once.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const TOLERANCE_S = 300;

export function isRight(secret, signature, id, body) {
  const parts = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature ?? "");
  if (!parts || Math.abs(Date.now() / 1000 - Number(parts[1])) > TOLERANCE_S) return false;
  const wanted = createHmac("sha256", secret).update(`${id}.${parts[1]}.`).update(body).digest();
  return timingSafeEqual(wanted, Buffer.from(parts[2], "hex"));
}

export class Receiver {
  secret = "";
  taken = new Map(); // event id → message, in the order of arrival
  calls = []; // every call: { id, message, status, signature, body }
  answer = () => 200; // called for what is signed rightly; a number, or a promise of one; 0: the line is cut

  async start() {
    this.server = createServer((request, reply) => {
      const parts = [];
      request.on("data", (d) => parts.push(d));
      request.on("end", () => this.take(request, Buffer.concat(parts), reply));
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}/in`;
    return this;
  }

  async take(request, body, reply) {
    const id = request.headers["yakuba-event-id"], signature = request.headers["yakuba-signature"];
    const call = { id, signature, body, headers: request.headers, path: request.url };
    this.calls.push(call);
    if (!isRight(this.secret, signature, id, body)) call.status = 401;
    else {
      call.message = JSON.parse(body);
      call.status = await this.answer(call, this.calls.filter((c) => c.id === id).length);
    }
    // What was taken is written down before it is answered; a repeat is known and taken silently.
    if (call.status >= 200 && call.status < 300 && !this.taken.has(id)) this.taken.set(id, call.message);
    if (!call.status) return request.socket.destroy();
    reply.writeHead(call.status, { "Content-Type": "text/plain", ...(call.status === 302 && { Location: "/elsewhere" }) });
    reply.end(call.status === 401 ? "wrong signature of 090-1234-5678" : "ok");
  }

  of(caseRef) {
    return [...this.taken.values()].filter((m) => m.case === caseRef);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
