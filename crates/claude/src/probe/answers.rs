//! The answers as values; what has another shape than it had is left out.

use serde_json::Value;

use super::process::{Answers, CONTEXT, INITIALIZE, MCP_STATUS};
use super::{Account, Billing, ContextPart, Login, McpServer, MemoryFile, Model, Probe};

/// Returns what the answers say.
pub(super) fn read(answers: &Answers) -> Probe {
    let mut probe = Probe::default();
    let mut answer = |question: &str, what: &str| match answers.get(question) {
        Some(Ok(answer)) => Some(answer),
        Some(Err(error)) => {
            probe.notes.push(format!("Claude Code does not tell {what}: {error}."));
            None
        }
        None => {
            probe.notes.push(format!("Claude Code did not tell {what} in time."));
            None
        }
    };
    let start = answer(INITIALIZE, "of its account, models and agents");
    let servers = answer(MCP_STATUS, "of its MCP servers");
    let context = answer(CONTEXT, "what fills its context");
    if let Some(start) = start {
        (probe.account, probe.login) = account(&start["account"]);
        probe.models = list(&start["models"], model);
        probe.agents = list(&start["agents"], |agent| text(&agent["name"]));
        probe.version = text(&start["claude_code_version"]);
    }
    if let Some(servers) = servers {
        probe.mcp_servers = list(&servers["mcpServers"], server);
    }
    if let Some(context) = context {
        probe.context = list(&context["categories"], part);
        probe.context_window = context["rawMaxTokens"].as_u64().or_else(|| context["maxTokens"].as_u64());
        probe.memory_files = list(&context["memoryFiles"], |file| {
            Some(MemoryFile { path: text(&file["path"])?, tokens: file["tokens"].as_u64() })
        });
        probe.model = text(&context["model"]);
    }
    probe
}

/// Returns who pays. Claude Code 2.1.330 was seen to say:
///
/// | it has | `subscriptionType` | `tokenSource` | `apiKeySource` | `apiProvider` |
/// |---|---|---|---|---|
/// | nothing | – | `none` | – | `firstParty` |
/// | a login of a subscription | `Claude Max` | – | – | `firstParty` |
/// | a key in the environment | – | `none` | `ANTHROPIC_API_KEY` | `firstParty` |
/// | both: the key pays | – | `claude.ai` | `ANTHROPIC_API_KEY` | `firstParty` |
/// | a token | – | the variable's name | – | `firstParty` |
/// | a program that prints a key | – | `apiKeyHelper` | `apiKeyHelper` | `firstParty` |
/// | another provider | – | – | – | `bedrock` |
fn account(account: &Value) -> (Option<Account>, Login) {
    let said = |name: &str| text(&account[name]).filter(|word| word != "none");
    let (subscription, token, key) = (said("subscriptionType"), said("tokenSource"), said("apiKeySource"));
    let (kind, billed, login) = match (said("apiProvider").as_deref(), subscription, token, key) {
        (Some(provider), ..) if provider != "firstParty" => (of_provider(provider), Billing::Api, Login::Unknown),
        (_, _, _, Some(key)) => (format!("API key ({key})"), Billing::Api, Login::Yes),
        (_, Some(subscription), ..) => (format!("{subscription} subscription"), Billing::Subscription, Login::Yes),
        (_, _, Some(token), _) => match token.as_str() {
            "claude.ai" => ("Claude account".to_owned(), Billing::Subscription, Login::Yes),
            "CLAUDE_CODE_OAUTH_TOKEN" => {
                ("Claude account (CLAUDE_CODE_OAUTH_TOKEN)".to_owned(), Billing::Subscription, Login::Yes)
            }
            "ANTHROPIC_AUTH_TOKEN" => ("Token (ANTHROPIC_AUTH_TOKEN)".to_owned(), Billing::Api, Login::Yes),
            _ => (format!("Token ({token})"), Billing::Unknown, Login::Yes),
        },
        (_, None, None, None) => {
            // It says so in a word of its own; without that word nothing was said.
            let none = account["tokenSource"] == "none";
            return (None, if none { Login::No } else { Login::Unknown });
        }
    };
    let account = Account { kind, email: said("email"), organisation: said("organization"), billed };
    (Some(account), login)
}

fn of_provider(provider: &str) -> String {
    match provider {
        "bedrock" => "Amazon Bedrock".to_owned(),
        "vertex" => "Google Vertex AI".to_owned(),
        "foundry" => "Microsoft Foundry".to_owned(),
        _ => provider.to_owned(),
    }
}

fn model(model: &Value) -> Option<Model> {
    let id = text(&model["value"])?;
    let name = text(&model["displayName"]).unwrap_or_else(|| id.clone());
    Some(Model { id, name, description: text(&model["description"]).unwrap_or_default() })
}

fn server(server: &Value) -> Option<McpServer> {
    let status = text(&server["status"]).unwrap_or_else(|| "unknown".to_owned());
    Some(McpServer { name: text(&server["name"])?, status, error: text(&server["error"]) })
}

/// Returns a category that takes room. What is left free, kept free, or loaded only when it is needed takes none.
fn part(category: &Value) -> Option<ContextPart> {
    let used = match category["kind"].as_str() {
        Some(kind) => kind == "used",
        None => category["isDeferred"] != true && !matches!(category["name"].as_str(), Some("Free space")),
    };
    let part = ContextPart { name: text(&category["name"])?, tokens: category["tokens"].as_u64()? };
    used.then_some(part)
}

fn list<T>(values: &Value, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    values.as_array().into_iter().flatten().filter_map(read).collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
