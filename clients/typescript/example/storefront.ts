// A headless storefront: look for something, see what is there, fill a cart, say where it goes, pay, and read the order.
// Run: ARASTA_KEY=ark_… node clients/typescript/example/storefront.mjs "lamp"
import { connect, once, Refused, written } from "../src/index.js";

const language = process.env["ARASTA_LANGUAGE"] ?? "en";
const arasta = connect({
  baseUrl: process.env["ARASTA_URL"] ?? "http://127.0.0.1:8500",
  key: process.env["ARASTA_KEY"] ?? "",
  language,
});

async function buy(wish: string): Promise<void> {
  const found = await arasta.GET("/api/v1/catalog/products", {
    params: { query: { search: wish, language, limit: 5 } },
  });
  for (const product of found.data?.items ?? []) console.log(`${product.title} (${product.handle})`);

  const [first] = found.data?.items ?? [];
  if (!first) return console.log(`Nothing is called ${wish}.`);

  const product = await arasta.GET("/api/v1/catalog/products/{handle}", { params: { path: { handle: first.handle } } });
  const [variant] = product.data?.variants ?? [];
  if (!variant) return console.log(`${first.title} is not sold at present.`);
  const { sku } = variant;

  const stock = await arasta.GET("/api/v1/availability/{sku}", { params: { path: { sku }, query: { channel: "web" } } });
  console.log(`${sku}: ${stock.data?.available} to be had`);

  const cart = await arasta.POST("/api/v1/carts", {
    params: { header: once() },
    body: { channel: "web", currency: "", language, lines: [{ sku, quantity: 1 }] },
  });
  if (!cart.data) return;

  const ready = await arasta.PUT("/api/v1/carts/{cart_id}/checkout", {
    params: { path: { cart_id: cart.data.id }, header: once() },
    body: {
      email: "ayse@mail.example",
      delivery: "delivery",
      delivery_method: "standard",
      address: {
        name: "Ayşe Yılmaz",
        line1: "Moda Caddesi 12",
        line2: "",
        district: "Kadıköy",
        city: "İstanbul",
        region: "",
        postal_code: "34710",
        country: "TR",
        phone: "+905321112233",
      },
    },
  });
  if (!ready.data) return;
  console.log(`Cart ${ready.data.id}: ${written(ready.data.total, language)}`);

  // The test provider takes every card called tok_approve; a real one gives your page a token for the card typed there.
  const placed = await arasta.POST("/api/v1/carts/{cart_id}/order", {
    params: { path: { cart_id: cart.data.id }, header: once() },
    body: { provider: "testpay", token: "tok_approve", return_url: "", seen_total: ready.data.total },
  });
  const order = placed.data?.order;
  if (!order) return console.log(`The bank wants to see the buyer first: ${placed.data?.redirect_url}`);
  console.log(`Order ${order.number}: ${written(order.total, language)}, ${order.payment_status}`);
}

try {
  await buy(process.argv[2] ?? "lamp");
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`Refused (${error.code}): ${error.message}`);
  process.exitCode = 1;
}
