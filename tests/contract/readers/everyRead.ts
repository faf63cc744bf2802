// Every operation that reads: `node everyRead.js ADDRESS`.
import * as client from "./client/index.js";

declare const process: { argv: string[] };

const configuration = new client.Configuration({ basePath: process.argv[2] });
const apis = [client.DriftApi, client.KommunerApi, client.KonfigurationApi, client.StatusApi];
for (const Api of apis) {
  const api = new Api(configuration) as unknown as Record<string, (given: object) => Promise<unknown>>;
  for (const name of Object.getOwnPropertyNames(Api.prototype)) {
    if (/^(read|list|head)/.test(name) && !/(Raw|RequestOpts)$/.test(name)) {
      const answer = await api[name]!({ code: "0461", revision: 1 });
      console.log(name.toLowerCase(), typeof answer);
    }
  }
}
