// What cdk-nag's rule packs find in templates: `node nag.js FOLDER FILE…`, JSON on standard output. FOLDER is to write in.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { App, Stack, Validations } = require("aws-cdk-lib");
const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");
const { AwsSolutionsChecks, NIST80053R5Checks } = require("cdk-nag");

function violations(file, outdir) {
  const app = new App({ outdir, analyticsReporting: false });
  new CfnInclude(new Stack(app, "Stack"), "Template", { templateFile: file });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app));
  try {
    app.synth();
  } catch (error) {
    // It throws whenever a pack finds something; what it found is in the report.
    if (error.name !== "ValidationFailed" && !String(error).includes("Validation failed")) throw error;
  }
  const report = JSON.parse(fs.readFileSync(path.join(outdir, "validation-report.json"), "utf8"));
  return report.pluginReports.flatMap((plugin) =>
    plugin.violations.flatMap((found) =>
      (found.violatingConstructs || []).map((construct) => ({
        plugin: plugin.pluginName,
        rule: found.ruleName,
        resource: construct.constructPath.split("/").pop(),
        description: found.description,
        file,
      })),
    ),
  );
}

const [folder, ...files] = process.argv.slice(2);
const everything = files.flatMap((file, index) => violations(file, path.join(folder, `cdk-${index}`)));
fs.writeFileSync(path.join(folder, "nag.json"), JSON.stringify(everything));
