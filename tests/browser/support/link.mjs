// A bad link between the browser and the district: it stands on the browser's origin and does to real requests
// what networks do. Not here: any answer in the district's name; what passes, passes byte for byte.

import { createServer, request as forward } from "node:http";

const PORTAL = "<!doctype html><title>Wifi</title><h1>Đăng nhập wifi công cộng</h1><form><input name=phone></form>";

/** One link. `use(...)` changes the weather; `sent` counts what the browser sent up. */
export class Link {
  constructor(port, district) {
    this.district = district;
    this.origin = `http://localhost:${port}`;
    this.port = port;
    this.weather = clear;
    /** Bytes of request bodies that left the browser, by method and kind of path. */
    this.sent = { operations: 0, pieces: 0 };
    this.n_requests = 0;
    this.server = createServer((incoming, outgoing) => {
      incoming.on("error", () => {});
      outgoing.on("error", () => {});
      this.n_requests += 1;
      this.weather(new Exchange(this, incoming, outgoing));
    });
    this.server.keepAliveTimeout = 60_000;
  }

  start() {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.port, "127.0.0.1", () => resolve(this));
    });
  }

  use(weather) {
    this.weather = weather;
  }

  async remove() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** One request on its way and its reply. */
class Exchange {
  constructor(link, incoming, outgoing) {
    Object.assign(this, { link, incoming, outgoing });
    this.path = new URL(incoming.url, link.origin).pathname;
    this.method = incoming.method;
    this.isOurs = this.path.startsWith("/v1/");
    this.isPiece = this.method === "PUT" && /\/blobs\/[\w-]+\/\d+$/.test(this.path);
    this.isPush = this.method === "POST" && this.path === "/v1/operations";
    incoming.on("data", (bytes) => {
      if (this.isPiece) link.sent.pieces += bytes.length;
      if (this.isPush) link.sent.operations += bytes.length;
    });
  }

  /** The connection is gone for the browser. */
  reset() {
    this.incoming.socket.resetAndDestroy();
  }

  /** Asks the district; `onReply` gets its reply, `up` may hold back or swallow pieces of the request. */
  ask(onReply, up = (bytes, write) => write(bytes)) {
    const { incoming, link } = this;
    const headers = { ...incoming.headers };
    const asked = forward({ host: "127.0.0.1", port: link.district.port, method: incoming.method, path: incoming.url, headers, agent: false });
    asked.on("error", () => this.outgoing.headersSent || this.reset());
    asked.on("response", (reply) => {
      reply.on("error", () => this.reset());
      onReply(reply);
    });
    incoming.on("data", (bytes) => up(bytes, (passed) => asked.write(passed)));
    incoming.on("end", () => asked.end());
    incoming.on("close", () => incoming.complete || asked.destroy());
    return asked;
  }

  pass(reply) {
    this.outgoing.writeHead(reply.statusCode, reply.rawHeaders);
    reply.pipe(this.outgoing);
  }

  answer(status, type, text) {
    this.incoming.resume();
    this.incoming.on("end", () => {
      this.outgoing.writeHead(status, { "content-type": type });
      this.outgoing.end(text);
    });
  }
}

/** Everything passes. */
export const clear = (exchange) => exchange.ask((reply) => exchange.pass(reply));

/** Public wifi that wants a login: its own page with 200 for everything. */
export const portal = (exchange) => exchange.answer(200, "text/html; charset=utf-8", PORTAL);

/** A gateway whose district does not answer it. */
export const badGateway = (exchange) => exchange.answer(502, "text/html", "<h1>502 Bad Gateway</h1>");

/** Replies of the protocol end in the middle of their body, after the district has done what was asked. */
export const cutReplies = (exchange) => {
  if (!exchange.isPush) return clear(exchange);
  return exchange.ask((reply) => {
    exchange.outgoing.writeHead(reply.statusCode, reply.rawHeaders);
    const parts = [];
    reply.on("data", (bytes) => parts.push(bytes));
    reply.on("end", () => {
      const body = Buffer.concat(parts);
      exchange.outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => exchange.reset());
    });
  });
};

/** The district commits, and its reply to a push never arrives. `swallowed` hears of each. */
export const lostReplies = (swallowed) => (exchange) => {
  if (!exchange.isPush) return clear(exchange);
  return exchange.ask((reply) => {
    reply.resume();
    reply.on("end", () => {
      swallowed(reply.statusCode);
      exchange.reset();
    });
  });
};

/** Bytes go up no faster than this. */
export const slow = (bytes_per_second) => (exchange) => {
  exchange.ask((reply) => exchange.pass(reply), (bytes, write) => {
    exchange.incoming.pause();
    write(bytes);
    setTimeout(() => exchange.incoming.resume(), (bytes.length / bytes_per_second) * 1000);
  });
};

/** The connection breaks whenever this many bytes of photos have gone up since the last break, `cut` hears of it. */
export const breaking = (every_bytes, cut = () => {}) => {
  let since = 0;
  return (exchange) => {
    if (!exchange.isPiece) return clear(exchange);
    return exchange.ask((reply) => exchange.pass(reply), (bytes, write) => {
      since += bytes.length;
      if (since < every_bytes) return write(bytes);
      since = 0;
      exchange.reset();
      return cut();
    });
  };
};
