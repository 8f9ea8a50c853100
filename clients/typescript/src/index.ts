// Arasta's API with types: every path, parameter, body and answer comes from the OpenAPI description.
import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type { components, paths } from "./schema.js";
export type Money = components["schemas"]["MoneyOut"];
export type Product = components["schemas"]["ProductOut"];
export type Cart = components["schemas"]["CartOut"];
export type Arasta = Client<paths>;

export interface Access {
  /** Where the company answers, as in `https://shop.example.com`. */
  baseUrl: string;
  /** A key with no more scopes than the program needs; keep keys that write on a server, never in an app. */
  key: string;
  /** Language of names and messages: `en`, `tr` or `ru`. */
  language?: string;
}

/** What the API refused, with the code that programs act on and the sentence that people read. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.name = "Refused";
    this.status = status;
    this.code = code;
  }
}

/** Opens a client. A refusal is thrown as `Refused`. */
export function connect({ baseUrl, key, language = "en" }: Access): Arasta {
  const client = createClient<paths>({ baseUrl });
  client.use(introduce(key, language), refuse);
  return client;
}

/** A word for one write: send the same again and it takes effect once. */
export function once(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}

/** Money as a language writes it. */
export function written(money: Money, language = "en"): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: money.currency });
  return format.format(money.minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function introduce(key: string, language: string): Middleware {
  return {
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${key}`);
      request.headers.set("Accept-Language", language);
      return request;
    },
  };
}

const refuse: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined;
    const told = await response.clone().json().catch(() => ({}));
    throw new Refused(response.status, told.code ?? "unknown", told.detail ?? response.statusText);
  },
};
