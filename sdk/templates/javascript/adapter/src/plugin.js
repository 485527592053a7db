// Hands documents to a line-of-business application by HTTP.

import { definePlugin, failure, http, t } from "@drehscheibe/sdk";
import schema from "../settings.schema.json" with { type: "json" };

export default definePlugin({
  settingsSchema: schema,
  settings: t.object({ url: t.text() }),
  checkSettings(settings, findings) {
    if (http.parseUrl(settings.url) === undefined) {
      findings.error("WEB-01").at("/url").say("Das ist keine Adresse.", "This is not a URL.");
    }
  },
  deliver(delivery, settings) {
    const response = send(delivery, settings.url);
    const { status } = response;
    if (status >= 200 && status < 300) return { reference: response.header("location") ?? null };
    if (status === 408 || status === 429 || status >= 500) throw failure.transient(`answered with ${status}`);
    throw failure.permanent(`answered with ${status}`);
  },
});

function send(delivery, url) {
  const headers = {
    "Content-Type": delivery.document.mediaType,
    // The same for each attempt: the application can recognise a repetition.
    "Idempotency-Key": delivery.deliveryId,
    // The hub puts the secret in, only toward the granted address.
    Authorization: "Bearer {{secret:zugang}}",
  };
  try {
    return http.post(url, delivery.document.body, { headers });
  } catch (error) {
    if (!(error instanceof http.HttpError)) throw error;
    if (error.reached === "not-yet") throw failure.transient(error.message);
    throw error.reached === "never" ? failure.permanent(error.message) : failure.inDoubt(error.message);
  }
}
