// Asks which of a visit's cases are shown: `node readVisit.js https://portal.example.dk`.
import { Configuration, VisningApi } from "./client/index.js";

declare const process: { argv: string[] };

const api = new VisningApi(new Configuration({ basePath: process.argv[2] }));
const decisions = await api.decideVisit({
  code: "0461",
  visit: {
    cases: [
      { kleNumber: "15.20.24", sourceSystem: "FASIT", created: "2021-04-01", status: "Behandles" },
      { kleNumber: "15.20.24", sourceSystem: "FASIT", created: "1999-04-01" },
      { kleNumber: "29.03.00", sourceSystem: "FASIT", created: "2021-04-01" },
    ],
  },
});
for (const decision of decisions.cases) {
  console.log(`${decision.shown} ${decision.reason} ${decision.card?.contactPhone ?? "-"}`);
}
