//! The place of a card in its column: a text between the texts of its neighbours.
//!
//! A rank is a variable-length integer part and a fraction, both in base 62, as in David Greenspan's
//! "Implementing fractional indexing" (Observable, 2020): appending and prepending grow a rank only
//! logarithmically, and a card can always be put between two others without touching them.

use std::fmt;

use serde::Deserialize;

use crate::invalid::{Invalid, quoted};

/// The digits in ascending byte order, so that a database that compares bytes orders ranks.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A card's place in its column; ranks compare as their bytes do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Rank(String);

impl Rank {
    /// Returns the stored rank, or why `text` is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text.to_owned())
    }

    /// Returns the rank's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns a rank after `low` and before `high`, where `None` is the end of the column.
    ///
    /// `None` when `low` does not come before `high`.
    pub fn between(low: Option<&Self>, high: Option<&Self>) -> Option<Self> {
        let text = match (low, high) {
            (None, None) => "a0".to_owned(),
            (None, Some(high)) => {
                let (integer, fraction) = integer_and_fraction(&high.0);
                if integer == smallest_integer() {
                    format!("{integer}{}", midpoint("", Some(fraction)))
                } else if fraction.is_empty() {
                    match decrement(integer) {
                        Some(lower) if lower != smallest_integer() => lower,
                        Some(lower) => format!("{lower}{}", midpoint("", None)),
                        None => return None,
                    }
                } else {
                    integer.to_owned()
                }
            }
            (Some(low), None) => after(&low.0),
            (Some(low), Some(high)) => {
                if low >= high {
                    return None;
                }
                let (low_integer, low_fraction) = integer_and_fraction(&low.0);
                let (high_integer, high_fraction) = integer_and_fraction(&high.0);
                if low_integer == high_integer {
                    format!("{low_integer}{}", midpoint(low_fraction, Some(high_fraction)))
                } else {
                    match increment(low_integer) {
                        Some(next) if next < high.0 => next,
                        _ => format!("{low_integer}{}", midpoint(low_fraction, None)),
                    }
                }
            }
        };
        Some(Self(text))
    }

    /// Returns `count` ascending ranks after `low` and before `high`, spread so that none grows long.
    ///
    /// `None` when `low` does not come before `high`.
    pub fn spread(low: Option<&Self>, high: Option<&Self>, count: usize) -> Option<Vec<Self>> {
        if count == 0 {
            return Some(Vec::new());
        }
        let mut ranks = Vec::with_capacity(count);
        match (low, high) {
            (_, None) => {
                for _ in 0..count {
                    let rank = Self::between(ranks.last().or(low), None)?;
                    ranks.push(rank);
                }
            }
            (None, Some(_)) => {
                for _ in 0..count {
                    let rank = Self::between(None, ranks.last().or(high))?;
                    ranks.push(rank);
                }
                ranks.reverse();
            }
            (Some(_), Some(_)) => {
                let middle = Self::between(low, high)?;
                let left = count / 2;
                ranks.extend(Self::spread(low, Some(&middle), left)?);
                let right = Self::spread(Some(&middle), high, count - left - 1)?;
                ranks.push(middle);
                ranks.extend(right);
            }
        }
        Some(ranks)
    }
}

impl TryFrom<String> for Rank {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let well_formed = text.bytes().all(|b| digit(b).is_some())
            && text.bytes().next().and_then(integer_length).is_some_and(|length| text.len() >= length)
            && text != smallest_integer()
            && !integer_and_fraction(&text).1.ends_with('0');
        if well_formed {
            Ok(Self(text))
        } else {
            Err(Invalid::new("rank", format!("{} is not a rank", quoted(&text)), "Run `claudetask doctor`."))
        }
    }
}

impl From<Rank> for String {
    fn from(rank: Rank) -> Self {
        rank.0
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Returns the value of a digit.
fn digit(byte: u8) -> Option<usize> {
    DIGITS.binary_search(&byte).ok()
}

/// Returns the length of the integer part that begins with `head`: `a` is followed by one digit, `b` by
/// two; `Z` (just below `a`) by one, `Y` by two.
fn integer_length(head: u8) -> Option<usize> {
    match head {
        b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

fn smallest_integer() -> &'static str {
    "A00000000000000000000000000"
}

fn integer_and_fraction(rank: &str) -> (&str, &str) {
    let length = rank.bytes().next().and_then(integer_length).unwrap_or(0);
    rank.split_at(length.min(rank.len()))
}

fn after(low: &str) -> String {
    let (integer, fraction) = integer_and_fraction(low);
    increment(integer).unwrap_or_else(|| format!("{integer}{}", midpoint(fraction, None)))
}

/// Returns the next integer part; `None` after the largest.
fn increment(integer: &str) -> Option<String> {
    let mut bytes = integer.as_bytes().to_vec();
    for at in (1..bytes.len()).rev() {
        match DIGITS.get(digit(bytes[at])? + 1) {
            Some(next) => {
                bytes[at] = *next;
                return String::from_utf8(bytes).ok();
            }
            None => bytes[at] = b'0',
        }
    }
    let head = match bytes[0] {
        b'Z' => return Some("a0".to_owned()),
        b'z' => return None,
        head => head + 1,
    };
    Some(std::iter::once(char::from(head)).chain(std::iter::repeat_n('0', integer_length(head)? - 1)).collect())
}

/// Returns the previous integer part; `None` before the smallest.
fn decrement(integer: &str) -> Option<String> {
    let mut bytes = integer.as_bytes().to_vec();
    for at in (1..bytes.len()).rev() {
        match digit(bytes[at])?.checked_sub(1) {
            Some(previous) => {
                bytes[at] = DIGITS[previous];
                return String::from_utf8(bytes).ok();
            }
            None => bytes[at] = b'z',
        }
    }
    let head = match bytes[0] {
        b'a' => return Some("Zz".to_owned()),
        b'A' => return None,
        head => head - 1,
    };
    Some(std::iter::once(char::from(head)).chain(std::iter::repeat_n('z', integer_length(head)? - 1)).collect())
}

/// Returns a fraction strictly between two fractions, without trailing zeros; `None` is one.
fn midpoint(low: &str, high: Option<&str>) -> String {
    let at = |text: &str, i: usize| text.as_bytes().get(i).copied().unwrap_or(b'0');
    if let Some(high) = high {
        let common = (0..high.len()).take_while(|&i| at(low, i) == at(high, i)).count();
        if common > 0 {
            let rest = low.get(common..).unwrap_or("");
            return format!("{}{}", &high[..common], midpoint(rest, Some(&high[common..])));
        }
    }
    let low_digit = low.bytes().next().and_then(digit).unwrap_or(0);
    let high_digit = high.map_or(DIGITS.len(), |high| high.bytes().next().and_then(digit).unwrap_or(DIGITS.len()));
    if high_digit > low_digit + 1 {
        return char::from(DIGITS[(low_digit + high_digit).div_ceil(2)]).to_string();
    }
    match high {
        Some(high) if high.len() > 1 => high[..1].to_owned(),
        _ => format!("{}{}", char::from(DIGITS[low_digit]), midpoint(low.get(1..).unwrap_or(""), None)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_card_can_always_be_put_at_any_place(places in prop::collection::vec(any::<prop::sample::Index>(), 1..300)) {
            let mut column: Vec<Rank> = Vec::new();
            for place in places {
                let at = place.index(column.len() + 1);
                let low = at.checked_sub(1).map(|i| &column[i]);
                let rank = Rank::between(low, column.get(at)).unwrap();
                prop_assert_eq!(&Rank::parse(rank.as_str()).unwrap(), &rank);
                column.insert(at, rank);
            }
            prop_assert!(column.is_sorted_by(|a, b| a < b), "{:?}", column);
        }

        #[test]
        fn a_spread_lies_between_its_ends(count in 0_usize..200) {
            let low = Rank::between(None, None).unwrap();
            let high = Rank::between(Some(&low), None).unwrap();
            for (low, high) in [(None, None), (Some(&low), None), (None, Some(&high)), (Some(&low), Some(&high))] {
                let ranks = Rank::spread(low, high, count).unwrap();
                prop_assert_eq!(ranks.len(), count);
                prop_assert!(ranks.is_sorted_by(|a, b| a < b));
                prop_assert!(ranks.iter().all(|rank| low.is_none_or(|low| low < rank) && high.is_none_or(|high| rank < high)));
            }
        }
    }

    #[test]
    fn ten_thousand_cards_at_either_end_stay_short() {
        let (mut first, mut last) = (Rank::between(None, None).unwrap(), Rank::between(None, None).unwrap());
        for _ in 0..10_000 {
            first = Rank::between(None, Some(&first)).unwrap();
            last = Rank::between(Some(&last), None).unwrap();
        }
        assert!(first.as_str().len() <= 5 && last.as_str().len() <= 5, "{first} {last}");
    }

    #[test]
    fn a_thousand_cards_at_one_place_stay_below_two_hundred_characters() {
        let low = Rank::between(None, None).unwrap();
        let mut high = Rank::between(Some(&low), None).unwrap();
        for _ in 0..1000 {
            high = Rank::between(Some(&low), Some(&high)).unwrap();
        }
        assert!(high.as_str().len() < 200, "{}", high.as_str().len());
    }

    #[test]
    fn ends_in_the_wrong_order_give_none() {
        let low = Rank::between(None, None).unwrap();
        let high = Rank::between(Some(&low), None).unwrap();
        assert_eq!(Rank::between(Some(&high), Some(&low)), None);
        assert_eq!(Rank::between(Some(&low), Some(&low)), None);
    }

    #[test]
    fn rubbish_is_no_rank() {
        for text in ["", "a", "0", "a0 ", "ä0", "b0", "a00", "a0V0", smallest_integer()] {
            assert!(Rank::parse(text).is_err(), "{text:?}");
        }
    }
}
