using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Org.OpenAPITools.Api;
using Org.OpenAPITools.Client;
using Org.OpenAPITools.Extensions;
using Org.OpenAPITools.Model;

/// <summary>Asks which of a visit's cases are shown: <c>dotnet run https://portal.example.dk</c>.</summary>
public static class ReadVisit
{
    public static async Task Main(string[] arguments)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.ConfigureApi(options =>
            options.AddApiHttpClients(client => client.BaseAddress = new Uri(arguments[0])));
        var api = builder.Build().Services.GetRequiredService<IVisningApi>();
        var visit = new Visit(new List<VisitCase>
        {
            new VisitCase("15.20.24", "FASIT", "2021-04-01", new Option<string?>("Behandles")),
            new VisitCase("15.20.24", "FASIT", "1999-04-01"),
            new VisitCase("29.03.00", "FASIT", "2021-04-01"),
        });
        var answer = await api.DecideVisitAsync("0461", visit);
        foreach (Decision decision in answer.Ok()!.Cases)
        {
            Console.WriteLine($"{decision.Shown} {decision.Reason} {decision.Card?.ContactPhone ?? "-"}");
        }
    }
}
