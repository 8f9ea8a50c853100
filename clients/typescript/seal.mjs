// Writes into the generated types what they were made from, so that a test can tell whether they are current.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const digest = createHash("sha256").update(readFileSync("../../tests/api/openapi.json")).digest("hex");
const types = readFileSync("src/schema.ts", "utf8").replace(/^\/\/ made from .*\n/, "");
writeFileSync("src/schema.ts", `// made from openapi.json ${digest}\n${types}`);
