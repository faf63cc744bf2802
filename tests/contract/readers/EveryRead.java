import java.lang.reflect.Method;
import java.util.Arrays;

import org.openapitools.client.ApiClient;
import org.openapitools.client.api.DriftApi;
import org.openapitools.client.api.KommunerApi;
import org.openapitools.client.api.KonfigurationApi;
import org.openapitools.client.api.StatusApi;

/** Every operation that reads: `java EveryRead ADDRESS`. The code is the first argument, a number a revision. */
final class EveryRead {
    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        for (Object api : new Object[] {
            new DriftApi(client), new KommunerApi(client), new KonfigurationApi(client), new StatusApi(client)}) {
            for (Method operation : api.getClass().getDeclaredMethods()) {
                // What is no JSON this generator cannot read: the picture and the page of the status.
                boolean plain = operation.getName().matches("(read|list|head)[A-Za-z]+")
                    && !operation.getName().matches(".*WithHttpInfo|readStatus(Map|Page)");
                Class<?>[] types = operation.getParameterTypes();
                if (!plain || Arrays.asList(types).contains(java.util.Map.class)) {
                    continue;
                }
                boolean one = operation.getName().endsWith("Revision");
                boolean ofOne = one || operation.getName().matches("(read|list|head)(Configuration|Versions)");
                Object[] given = new Object[types.length];
                if (ofOne) {
                    given[0] = "0461";
                }
                if (one) {
                    given[1] = 1;
                }
                Object answer = operation.invoke(api, given);
                System.out.println(operation.getName().toLowerCase() + " "
                    + (answer == null ? "null" : answer.getClass().getSimpleName()));
            }
        }
    }
}
