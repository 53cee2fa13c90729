// feelin decides the S&T SME evaluation without lists, firm after firm; prints how long the fastest of three times took.
import { readFileSync } from "fs";
import { evaluate } from "@bpmn-io/feelin";

const points = (ratio, lines) => lines.map(([line, value]) => `if ${ratio} >= ${line} then ${value} else `).join("") + "0";
const STEPS = {
  staff_score: points("scientists / staff", [[0.3, 20], [0.25, 16], [0.2, 12], [0.15, 8], [0.1, 4]]),
  sales_score: points("research / sales", [[0.06, 50], [0.05, 40], [0.04, 30], [0.03, 20], [0.02, 10]]),
  cost_score: points("research / cost", [[0.3, 50], [0.25, 40], [0.2, 30], [0.15, 20], [0.1, 10]]),
  rights_score: "if first_class >= 1 then 30 else if second_class >= 4 then 24 else second_class * 6",
  total: "staff_score + max(sales_score, cost_score) + rights_score",
  eligible:
    "staff <= 500 and sales <= 200000000 and assets <= 200000000 and total >= 60 and staff_score > 0",
};

const firms = JSON.parse(readFileSync(process.argv[2], "utf-8")).map((firm) =>
  Object.fromEntries(Object.entries(firm).map(([name, value]) => [name.replaceAll(" ", "_"), value])),
);
let seconds = Infinity;
let sum = 0;
for (let turn = 0; turn < 3; turn++) {
  const start = performance.now();
  sum = 0;
  for (const firm of firms) {
    const context = { ...firm };
    for (const [name, text] of Object.entries(STEPS)) context[name] = evaluate(text, context).value;
    sum += context.eligible === true;
  }
  seconds = Math.min(seconds, (performance.now() - start) / 1000);
}
console.log(JSON.stringify({ seconds, sum }));
