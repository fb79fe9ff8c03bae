//! Texts from stdin, which is never read without a bound.

use std::io::{self, Read};

use claudetask_app::claude::files::MAX_BYTES;
use claudetask_core::{Analysis, Description, Invalid};

use crate::failure::Failure;

/// A long text that an argument gives, or `-` for stdin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LongText {
    Description,
    Analysis,
}

impl LongText {
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Analysis => "analysis",
        }
    }

    fn max(self) -> usize {
        match self {
            Self::Description => Description::MAX,
            Self::Analysis => Analysis::MAX,
        }
    }

    /// Returns the text that an argument means: itself, or what stdin holds for `-`.
    pub(crate) fn read(self, argument: String) -> Result<String, Failure> {
        if argument == "-" { self.from(io::stdin().lock()) } else { Ok(argument) }
    }

    /// Reads UTF-8 up to the limit; a longer text is refused as soon as that is known.
    fn from(self, input: impl Read) -> Result<String, Failure> {
        // A character has at most 4 bytes.
        let most = self.max() * 4;
        let mut bytes = Vec::new();
        let bound = u64::try_from(most + 1).unwrap_or(u64::MAX);
        input.take(bound).read_to_end(&mut bytes).map_err(Failure::Input)?;
        if bytes.len() > most {
            let problem = format!("stdin holds more than the {} characters that the limit allows", self.max());
            return Err(Invalid::new(self.field(), problem, format!("Shorten the {}.", self.field())).into());
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let problem = format!("stdin is not UTF-8: byte {at} begins no character");
            Invalid::new(self.field(), problem, "Convert the text to UTF-8 first, for example with iconv.").into()
        })
    }
}

/// Returns the bytes that an argument means for a file: its own, or exactly what stdin holds for `-`.
pub(crate) fn document(argument: String) -> Result<Vec<u8>, Failure> {
    if argument != "-" {
        return Ok(argument.into_bytes());
    }
    let mut bytes = Vec::new();
    let bound = u64::try_from(MAX_BYTES + 1).unwrap_or(u64::MAX);
    io::stdin().lock().take(bound).read_to_end(&mut bytes).map_err(Failure::Input)?;
    if bytes.len() > MAX_BYTES {
        let problem = format!("stdin holds more than the {MAX_BYTES} bytes that a file may have");
        return Err(Invalid::new("text", problem, "Shorten the text.").into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stdin_is_read_up_to_the_limit_and_no_further() {
        /// Fails the test when it is read past a bound.
        struct Endless(usize);
        impl Read for Endless {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += buffer.len();
                assert!(self.0 < 2_000_000, "read {} bytes", self.0);
                buffer.fill(b'x');
                Ok(buffer.len())
            }
        }
        let error = LongText::Description.from(Endless(0)).unwrap_err();
        assert!(error.to_string().contains("200000"), "{error}");
    }

    #[test]
    fn what_is_not_utf_8_is_refused_with_its_place() {
        let error = LongText::Analysis.from(&b"ab\xff"[..]).unwrap_err();
        assert!(error.to_string().contains("byte 2"), "{error}");
        assert_eq!(LongText::Analysis.from("ä\n".as_bytes()).unwrap(), "ä\n");
    }
}
