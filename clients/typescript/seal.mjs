// Writes into a file that was made what it was made from, so that a test can tell whether it is current: seal.mjs MADE FROM...
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [made, ...sources] = process.argv.slice(2);
const digest = createHash("sha256");
for (const source of sources) digest.update(readFileSync(source));
const names = sources.map((source) => source.split("/").at(-1)).join(", ");
const text = readFileSync(made, "utf8").replace(/^\/\/ made from .*\n/, "");
writeFileSync(made, `// made from ${names} ${digest.digest("hex")}\n${text}`);
