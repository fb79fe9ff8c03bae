//! An object whose values are read one by one, so that one of another type than expected costs no other.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// A string that is borrowed from the line where it has no escapes, which serde does not do below an `Option`.
#[derive(Debug)]
pub(super) struct Str<'a>(pub(super) Cow<'a, str>);

impl Str<'_> {
    pub(super) fn owned(self) -> String {
        self.0.into_owned()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Str<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(text)))
            }
        }
        from.deserialize_str(Borrowing)
    }
}

/// The object, in the order of the line.
#[derive(Debug)]
pub(super) struct Fields<'a>(Vec<(Str<'a>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(32);
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(Object)
    }
}

impl<'a> Fields<'a> {
    pub(super) fn of(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// Of a key that stands twice the last counts, as in JavaScript.
    fn get<T: Deserialize<'a>>(&self, key: &str) -> Option<T> {
        let (_, raw) = self.0.iter().rev().find(|(name, _)| name.0 == key)?;
        serde_json::from_str::<Option<T>>(raw.get()).ok()?
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get(key)
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)
    }

    pub(super) fn decimal(&self, key: &str) -> Option<f64> {
        self.get(key)
    }

    /// A whole number of any kind, also one that JavaScript wrote with a fraction.
    pub(super) fn whole<T: TryFrom<i64>>(&self, key: &str) -> Option<T> {
        let number = self.get::<i64>(key).or_else(|| {
            let decimal = self.decimal(key)?;
            #[expect(clippy::cast_possible_truncation, reason = "what is too large or too small becomes the nearest")]
            Some(decimal.round() as i64)
        })?;
        T::try_from(number).ok()
    }

    pub(super) fn value(&self, key: &str) -> Option<Value> {
        self.get(key)
    }

    pub(super) fn object(&self, key: &str) -> Option<Self> {
        self.get(key)
    }

    /// The values of a list, or none when it is no list.
    fn list(&self, key: &str) -> Vec<&'a RawValue> {
        self.get(key).unwrap_or_default()
    }

    pub(super) fn values(&self, key: &str) -> Vec<Value> {
        self.list(key).into_iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect()
    }

    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        self.list(key).into_iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect()
    }

    pub(super) fn objects(&self, key: &str) -> Vec<Self> {
        self.list(key).into_iter().filter_map(|raw| Self::of(raw.get())).collect()
    }
}
