use crate::office::template;
use rapport_work::approval::check;
use serde_json::json;

#[test]
fn every_flaw_is_named_with_its_place() {
    let anna = json!({"person": "anna"});
    let flawed = json!([
        [],
        [
            {"id": "One", "name": " ", "required": [anna, anna]},
            {"id": "two", "name": "Two"},
            {"id": "two", "name": "Two again", "required": [anna], "quorum": 2},
            {"id": "three", "name": "Three", "required": [anna], "quorum": 0, "when": "amout > 3"},
            {"id": "four", "name": "Four", "required": [anna], "remind": ["8h", "4h"], "due": "0s", "expire": "8h",
             "escalate": {"after": "16h", "to": "superior"}},
            {"id": "five", "name": "Five", "required": [anna, {"role": {"role": "controller"}}], "quorum": 9}
        ]
    ]);
    let found = check(template(flawed)).unwrap_err();
    let found: Vec<_> = found.iter().map(|f| format!("{} {}", f.path, f.flaw.code())).collect();
    assert_eq!(
        found,
        [
            "stages.0 no_stage",
            "stages.1.0.id bad_id",
            "stages.1.0.name name_missing",
            "stages.1.0.required approver_twice",
            "stages.1.1.required nobody_asked",
            "stages.1.2.id stage_twice",
            "stages.1.2.quorum quorum_unreachable",
            "stages.1.3.when condition",
            "stages.1.3.quorum quorum_zero",
            "stages.1.4.due not_after",
            "stages.1.4.remind reminders_unordered",
            "stages.1.4.expire expires_first",
        ]
    );
    assert_eq!(check(template(json!([]))).unwrap_err()[0].flaw.code(), "no_stage");
    let unknown = json!([[
            {"id": "a", "name": "A", "required": [anna], "when": "amout > 3"}
    ]]);
    let said = serde_json::to_value(check(template(unknown)).unwrap_err()).unwrap();
    assert_eq!(said[0]["flaw"]["values"]["problem"], "cel_unknown_name");
    assert_eq!(said[0]["flaw"]["values"]["line"], 1);
}

#[test]
fn a_template_is_a_document() {
    let text = r#"{"id":"journeys","name":"Journeys","stages":[[{"id":"money","name":"Money","when":"amount > 1000","sees":["money"],"required":[{"person":"anna"},{"role":{"role":"controller"}},"owners_superior"],"quorum":2,"four_eyes":true,"due":"8h","remind":["4h"],"escalate":{"after":"16h","to":"superior"},"expire":"1d16h"}]]}"#;
    let template: rapport_work::approval::ApprovalTemplate = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&template).unwrap(), text);
    assert!(check(template).is_ok());
    assert!(serde_json::from_str::<rapport_work::approval::ApprovalTemplate>(&text.replace("sees", "saw")).is_err());
}
