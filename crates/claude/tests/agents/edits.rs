use claudetask_claude::agent::{AgentChange, AgentReading, AgentValue, apply, front_matter, read};

use crate::files;

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn no_change_and_each_fields_own_value_leave_every_byte() {
    let mut fields = 0;
    for (name, bytes) in files() {
        assert_eq!(apply(&bytes, &[]).unwrap(), bytes);
        let reading = read(&bytes, &name);
        let body = AgentChange { key: "body".to_owned(), value: Some(AgentValue::Text(reading.body.clone())) };
        let after = apply(&bytes, &[body]).unwrap();
        assert!(after == bytes, "{name}: the body became {}", shown(&after));
        if !reading.has_front_matter {
            continue;
        }
        for field in reading.fields.into_iter().filter(|field| field.documented && field.value.is_some()) {
            let change = AgentChange { key: field.key.clone(), value: field.value };
            let after = apply(&bytes, &[change]).unwrap();
            assert!(after == bytes, "{name}: {} became {}", field.key, shown(&after));
            fields += 1;
        }
    }
    assert!(fields > 100, "only {fields} fields were tried");
}

/// Returns everything that a file says but one key.
fn others(reading: &AgentReading, key: &str) -> Vec<(String, Option<AgentValue>, Option<String>)> {
    let others = reading.fields.iter().filter(|field| field.key != key && field.present);
    others.map(|field| (field.key.clone(), field.value.clone(), field.raw.clone())).collect()
}

#[test]
fn a_new_value_changes_nothing_but_its_entry() {
    let mut changed = 0;
    for (name, bytes) in files() {
        let before = read(&bytes, &name);
        for (key, value) in [
            ("description", AgentValue::Text("Use when: the \"moment\" is right\nand not before".to_owned())),
            ("tools", AgentValue::List(vec!["Read".to_owned(), "Bash(git diff:*)".to_owned()])),
            ("model", AgentValue::Text("opus".to_owned())),
            ("maxTurns", AgentValue::Number(3.0)),
        ] {
            let change = AgentChange { key: key.to_owned(), value: Some(value.clone()) };
            let Ok(after) = apply(&bytes, &[change]) else {
                assert!(!before.has_front_matter, "{name}: {key} can't be set");
                continue;
            };
            let reading = read(&after, &name);
            assert_eq!(reading.value(key), Some(&value), "{name}");
            if before.has_front_matter {
                assert_eq!(others(&reading, key), others(&before, key), "{name}: {key}");
                let (old, new) = (front_matter::split(&bytes).unwrap(), front_matter::split(&after).unwrap());
                assert_eq!(bytes[old.body.clone()], after[new.body.clone()], "{name}: {key}");
                assert_eq!(bytes[..old.yaml.start], after[..new.yaml.start], "{name}: {key}");
                changed += 1;
            }
        }
    }
    assert!(changed > 200, "only {changed} changes were made");
}

#[test]
fn taking_a_key_out_leaves_all_others() {
    for (name, bytes) in files() {
        let before = read(&bytes, &name);
        for field in before.fields.iter().filter(|field| field.present && before.has_front_matter) {
            let Ok(after) = apply(&bytes, &[AgentChange { key: field.key.clone(), value: None }]) else { continue };
            let reading = read(&after, &name);
            assert!(!reading.fields.iter().any(|now| now.present && now.key == field.key), "{name}: {}", field.key);
            assert_eq!(others(&reading, &field.key), others(&before, &field.key), "{name}: {}", field.key);
        }
    }
}
