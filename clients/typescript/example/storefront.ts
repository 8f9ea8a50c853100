// A headless storefront in forty lines: look for something, see what is there, fill a cart, read what it costs.
// Run: ARASTA_URL=http://127.0.0.1:8500 ARASTA_KEY=ark_… npm run example -- "coffee"
import { connect, once, Refused, written } from "../src/index.js";

const language = process.env["ARASTA_LANGUAGE"] ?? "en";
const arasta = connect({
  baseUrl: process.env["ARASTA_URL"] ?? "http://127.0.0.1:8500",
  key: process.env["ARASTA_KEY"] ?? "",
  language,
});

const search = process.argv[2] ?? "coffee";
const found = await arasta.GET("/api/v1/catalog/products", { params: { query: { search, language, limit: 5 } } });
for (const product of found.data?.items ?? []) console.log(`${product.title}  (${product.handle})`);

const [first] = found.data?.items ?? [];
if (!first) {
  console.log(`Nothing is called ${search}.`);
  process.exit(0);
}
const product = await arasta.GET("/api/v1/catalog/products/{handle}", { params: { path: { handle: first.handle } } });
const sku = product.data?.variants[0]?.sku ?? "";

const stock = await arasta.GET("/api/v1/availability/{sku}", { params: { path: { sku }, query: { channel: "web" } } });
console.log(`${sku}: ${JSON.stringify(stock.data)}`);

try {
  const cart = await arasta.POST("/api/v1/carts", {
    params: { header: once() },
    body: { channel: "web", currency: "", language: "", lines: [{ sku, quantity: 1 }] },
  });
  if (cart.data) console.log(`Cart ${cart.data.id}: ${written(cart.data.total, language)}`);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.log(`Refused (${error.code}): ${error.message}`);
}
