import java.util.List;

import org.openapitools.client.ApiClient;
import org.openapitools.client.api.VisningApi;
import org.openapitools.client.model.Decision;
import org.openapitools.client.model.Decisions;
import org.openapitools.client.model.Visit;
import org.openapitools.client.model.VisitCase;

/** Asks which of a visit's cases are shown: `java ReadVisit https://portal.example.dk`. */
final class ReadVisit {
    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        Visit visit = new Visit().cases(List.of(
            new VisitCase().kleNumber("15.20.24").sourceSystem("FASIT")
                .created("2021-04-01").status("Behandles"),
            new VisitCase().kleNumber("15.20.24").sourceSystem("FASIT")
                .created("1999-04-01"),
            new VisitCase().kleNumber("29.03.00").sourceSystem("FASIT")
                .created("2021-04-01")));
        Decisions decisions = new VisningApi(client).decideVisit("0461", visit, null, null);
        for (Decision decision : decisions.getCases()) {
            String phone = decision.getCard() == null ? "-" : decision.getCard().getContactPhone();
            System.out.println(decision.getShown() + " " + decision.getReason().getValue() + " " + phone);
        }
    }
}
