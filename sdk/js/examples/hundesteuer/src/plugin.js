// Dog tax: checks a registration from the portal and makes the file for the tax application.
// The same rule as plugins/hundesteuer, which is written in Rust.

import { definePlugin, json } from "@drehscheibe/sdk";
import schema from "../../../../../plugins/hundesteuer/settings.schema.json" with { type: "json" };
import { Registration } from "./document.js";
import { makeOutput } from "./output.js";
import { checkDog } from "./rules/dog.js";
import { checkHolder } from "./rules/holder.js";
import { checkPayment } from "./rules/payment.js";
import { checkSettings, Settings } from "./settings.js";

export default definePlugin({
  settingsSchema: schema,
  settings: Settings,
  checkSettings,
  document: json(Registration),
  validate(input, settings, findings) {
    checkHolder(input, settings, findings);
    checkDog(input, settings, findings);
    checkPayment(input, settings, findings);
  },
  transform(input, settings, outputs) {
    outputs.push(makeOutput(input, settings));
  },
});
