//! From tokens to values.

use std::collections::HashSet;

use super::{Context, Entry, Error, Fault, Kind, Outcome, Parser, Place, Tag, Token, Value};

/// The anchors and tags before a node: a mapping can have its own besides those of its first key.
#[derive(Debug, Default)]
struct Properties<'a> {
    anchor: Option<Token<'a>>,
    tag: Option<Token<'a>>,
    outer_anchor: Option<Token<'a>>,
    outer_tag: bool,
}

impl<'a> Properties<'a> {
    fn tag(&self) -> Tag {
        match self.tag.as_ref().map(|token| &token.kind) {
            Some(Kind::Tag(tag)) => *tag,
            _ => Tag::None,
        }
    }

    fn on_line(&self, line: usize) -> bool {
        [&self.anchor, &self.tag].into_iter().flatten().any(|token| token.line == line)
    }

    /// Returns the anchors of an implicit key in that line and of the mapping that it begins.
    fn split(&self, line: usize) -> (Option<&'a str>, Option<&'a str>) {
        match (&self.outer_anchor, &self.anchor) {
            (Some(outer), key) => (key.as_ref().and_then(name), name(outer)),
            (None, Some(anchor)) if anchor.line == line => (name(anchor), None),
            (None, Some(anchor)) => (None, name(anchor)),
            (None, None) => (None, None),
        }
    }
}

fn name<'a>(token: &Token<'a>) -> Option<&'a str> {
    match token.kind {
        Kind::Anchor(name) => Some(name),
        _ => None,
    }
}

/// Nothing, as a tag makes it.
fn nothing(parser: &mut Parser, tag: Tag) -> Value {
    if tag == Tag::Text { parser.document.add_text(String::new()) } else { Value::Null }
}

impl<'a> Parser<'a> {
    pub(super) fn node(&mut self, place: &Place<'a>) -> Outcome<Value> {
        self.deeper(|parser| parser.node_here(place))
    }

    fn set_anchor(&mut self, properties: &mut Properties<'a>, token: Token<'a>) -> Outcome<()> {
        if let Some(previous) = properties.anchor.take() {
            if previous.line == token.line {
                return self.fail(Fault::Twice);
            }
            properties.outer_anchor = Some(previous);
        }
        properties.anchor = Some(token);
        Ok(())
    }

    fn set_tag(&mut self, properties: &mut Properties<'a>, token: Token<'a>) -> Outcome<()> {
        if let Some(previous) = properties.tag.take() {
            if previous.line == token.line {
                return self.fail(Fault::Twice);
            }
            properties.outer_tag = true;
        }
        properties.tag = Some(token);
        Ok(())
    }

    fn node_here(&mut self, place: &Place<'a>) -> Outcome<Value> {
        let mut properties =
            Properties { anchor: place.anchor.clone(), tag: place.tag.clone(), ..Properties::default() };
        let value = loop {
            let token = self.token.clone();
            match token.kind {
                Kind::End | Kind::DocumentStart | Kind::DocumentEnd => break Value::Null,
                Kind::Anchor(_) | Kind::Tag(_) => {
                    let line = token.line;
                    if matches!(token.kind, Kind::Anchor(_)) {
                        self.set_anchor(&mut properties, token)?;
                    } else {
                        self.set_tag(&mut properties, token)?;
                    }
                    self.scan_tagged(properties.tag())?;
                    if self.left(place.mapping, line) {
                        break Value::Null;
                    }
                }
                Kind::Alias(alias) => {
                    if properties.on_line(token.line) {
                        return self.fail(Fault::Token);
                    }
                    let Some(&value) = self.anchors.get(alias) else { return self.fail(Fault::Alias) };
                    self.scan()?;
                    match self.as_key(&token, value, place, &properties)? {
                        Some(map) => return Ok(map),
                        None => break value,
                    }
                }
                Kind::Scalar(value) => {
                    self.scan_after_scalar(properties.tag())?;
                    match self.as_key(&token, value, place, &properties)? {
                        Some(map) => return Ok(map),
                        None => break value,
                    }
                }
                Kind::ListOpen | Kind::MapOpen => {
                    let value = if token.kind == Kind::ListOpen { self.flow_list()? } else { self.flow_map()? };
                    match self.as_key(&token, value, place, &properties)? {
                        Some(map) => return Ok(map),
                        None => break value,
                    }
                }
                Kind::Comma | Kind::ListClose | Kind::MapClose => {
                    if properties.anchor.is_some() || properties.tag.is_some() {
                        break Value::Null;
                    }
                    return self.fail(Fault::Token);
                }
                Kind::Entry => {
                    if properties.on_line(token.line) {
                        return self.fail(Fault::Token);
                    }
                    break self.block_list()?;
                }
                Kind::Question => {
                    self.blocks.push(token.indent);
                    let key = self.explicit_key(place, &token);
                    self.blocks.pop();
                    let key = key?;
                    if place.mapping == Some(token.indent) {
                        return Ok(key);
                    }
                    break self.block_map(key, &token)?;
                }
                Kind::Colon => {
                    if self.context() == Context::FlowKey
                        || place.mapping == Some(token.indent) && place.explicit != Some(token.line)
                    {
                        break Value::Null;
                    }
                    let key = nothing(self, properties.tag());
                    break self.block_map(key, &token)?;
                }
                Kind::Directive => return self.fail(Fault::Token),
            }
        };
        if properties.outer_anchor.is_some() || properties.outer_tag {
            return self.fail(Fault::Twice);
        }
        let value = if value == Value::Null { nothing(self, properties.tag()) } else { value };
        if let Some(anchor) = properties.anchor.as_ref().and_then(name) {
            self.anchors.insert(anchor, value);
        }
        Ok(value)
    }

    /// Returns whether the token stands in a later line that is no part of the mapping's value.
    fn left(&self, mapping: Option<usize>, line: usize) -> bool {
        let Some(indent) = mapping else { return false };
        let entry = self.token.kind == Kind::Entry;
        !self.context().is_flow()
            && self.token.line != line
            && (self.token.indent < indent || !entry && self.token.indent == indent)
    }

    fn explicit_key(&mut self, place: &Place<'a>, question: &Token<'a>) -> Outcome<Value> {
        self.scan()?;
        if self.left(Some(question.indent), question.line) {
            return Ok(Value::Null);
        }
        let mapping = Some(place.mapping.unwrap_or(question.indent));
        self.node(&Place { mapping, explicit: Some(question.line), ..Place::default() })
    }

    /// Returns the mapping whose first key the value is; `None` where it is a value, or a key of a mapping that began
    /// before.
    fn as_key(
        &mut self,
        key: &Token<'a>,
        value: Value,
        place: &Place<'a>,
        properties: &Properties<'a>,
    ) -> Outcome<Option<Value>> {
        if self.token.kind != Kind::Colon {
            return Ok(None);
        }
        // In `? a: b` the key is a mapping of its own.
        let compact = place.explicit == Some(key.line) && self.token.line == key.line;
        let known = self.context() == Context::FlowKey || place.mapping == Some(key.indent) && !compact;
        // A `:` in a line that ends the block is no matter of what is in it.
        let left = !self.context().is_flow() && key.line != self.token.line && self.left_token();
        if known || left {
            return Ok(None);
        }
        if key.line != self.token.line && place.explicit.is_none() {
            return self.fail(Fault::MultilineKey);
        }
        let (of_key, of_map) = properties.split(key.line);
        if let Some(anchor) = of_key {
            self.anchors.insert(anchor, value);
        }
        let map = self.block_map(value, key)?;
        if let Some(anchor) = of_map {
            self.anchors.insert(anchor, map);
        }
        Ok(Some(map))
    }

    fn left_token(&self) -> bool {
        self.blocks.last().is_some_and(|&block| self.token.indent <= block)
    }

    fn flow_list(&mut self) -> Outcome<Value> {
        let list = self.within(Context::Flow, |parser| {
            let mut list = Vec::new();
            parser.scan()?;
            while parser.token.kind != Kind::ListClose {
                list.push(parser.node(&Place::default())?);
                match parser.token.kind {
                    Kind::ListClose => break,
                    Kind::Comma => parser.scan()?,
                    _ => return parser.fail(Fault::Token),
                }
            }
            Ok(list)
        })?;
        self.scan()?;
        Ok(self.document.add_list(list))
    }

    fn flow_map(&mut self) -> Outcome<Value> {
        let map = self.within(Context::Flow, |parser| {
            let mut map = Vec::new();
            parser.within(Context::FlowKey, Self::scan)?;
            while parser.token.kind != Kind::MapClose {
                let key = parser.within(Context::FlowKey, |parser| parser.node(&Place::default()))?;
                match parser.token.kind {
                    Kind::Comma | Kind::MapClose => map.push((key, Value::Null)),
                    Kind::Colon => {
                        parser.scan()?;
                        if matches!(parser.token.kind, Kind::MapClose | Kind::Comma) {
                            map.push((key, Value::Null));
                        } else {
                            // A value in braces is no mapping without braces of its own.
                            let value = parser.within(Context::FlowKey, |parser| parser.node(&Place::default()))?;
                            parser.add(&mut map, key, value);
                        }
                    }
                    _ => return parser.fail(Fault::Token),
                }
                match parser.token.kind {
                    Kind::Comma => parser.within(Context::FlowKey, Self::scan)?,
                    Kind::MapClose => {}
                    _ => return parser.fail(Fault::Token),
                }
            }
            Ok(map)
        })?;
        self.scan()?;
        Ok(self.document.add_map(map))
    }

    fn block_list(&mut self) -> Outcome<Value> {
        if self.token.tabbed {
            return self.fail(Fault::Tab);
        }
        let indent = self.token.indent;
        self.blocks.push(indent);
        let list = self.block_entries(indent);
        self.blocks.pop();
        let list = list?;
        Ok(self.document.add_list(list))
    }

    fn block_entries(&mut self, indent: usize) -> Outcome<Vec<Value>> {
        let mut list = Vec::new();
        let mut line = 0;
        while self.token.kind == Kind::Entry && self.token.indent == indent {
            // Only the first entry of a line can hold a list that begins in the same line.
            if !list.is_empty() && line == self.token.line {
                break;
            }
            line = self.token.line;
            self.scan_entry(indent, Tag::None)?;
            list.push(self.block_entry(indent, line)?);
        }
        Ok(list)
    }

    fn block_entry(&mut self, indent: usize, line: usize) -> Outcome<Value> {
        let mut place = Place::default();
        let mut tag = Tag::None;
        loop {
            let token = self.token.clone();
            match token.kind {
                Kind::End if place.tag.is_none() && place.anchor.is_none() => return Ok(Value::Null),
                _ if token.line != line && token.indent <= indent => return Ok(nothing(self, tag)),
                Kind::Tag(new) if place.tag.is_none() => {
                    tag = new;
                    place.tag = Some(token);
                    self.scan_entry(indent, tag)?;
                }
                Kind::Anchor(_) if place.anchor.is_none() => {
                    place.anchor = Some(token);
                    self.scan_entry(indent, tag)?;
                }
                Kind::Tag(_) | Kind::Anchor(_) => return self.fail(Fault::Token),
                _ => return self.node(&place),
            }
        }
    }

    /// Reads a mapping from the `:` after its first key.
    fn block_map(&mut self, key: Value, first: &Token<'a>) -> Outcome<Value> {
        if first.tabbed {
            return Err(Error { fault: Fault::Tab, at: first.start });
        }
        if self.start_line == Some(first.line) {
            return self.fail(Fault::Token);
        }
        self.blocks.push(first.indent);
        let map = self.block_pairs(key, first);
        self.blocks.pop();
        let map = map?;
        Ok(self.document.add_map(map))
    }

    fn block_pairs(&mut self, key: Value, first: &Token<'a>) -> Outcome<Vec<(Value, Value)>> {
        let mut map = Vec::new();
        let value = self.block_entry_value(key, first)?;
        self.add(&mut map, key, value);
        if self.context() == Context::Flow {
            return Ok(map);
        }
        self.within(Context::Block, |parser| {
            let mut previous = first.line;
            while !matches!(parser.token.kind, Kind::End | Kind::DocumentStart | Kind::DocumentEnd)
                && parser.token.indent == first.indent
                && parser.token.line != previous
            {
                let start = parser.token.clone();
                let line = start.line;
                previous = line;
                let explicit = parser.token.kind == Kind::Question;
                let key = parser.node(&Place { mapping: Some(first.indent), ..Place::default() })?;
                match parser.token.kind {
                    _ if explicit && parser.token.kind != Kind::Colon => {}
                    Kind::Colon if line != parser.token.line && !explicit => return parser.fail(Fault::MultilineKey),
                    Kind::Colon | Kind::Question => {}
                    _ => return parser.fail(Fault::Token),
                }
                let value = parser.block_entry_value(key, &Token { indent: first.indent, ..start })?;
                parser.add(&mut map, key, value);
            }
            Ok(map)
        })
    }

    /// Reads the value of a key that begins with a token, and notes where both stand if the mapping is the outermost.
    fn block_entry_value(&mut self, key: Value, start: &Token<'a>) -> Outcome<Value> {
        let colon = if self.token.kind == Kind::Colon { self.token.end } else { self.previous_end };
        let outermost = self.blocks.len() == 1 && self.context() != Context::Flow;
        let (value, value_start) = self.block_value(start.indent, start.line)?;
        if outermost {
            let value_start = value_start.unwrap_or(colon);
            let end = self.previous_end.max(value_start);
            self.document.entries.push(Entry { key, value, start: start.start, colon, value_start, end });
        }
        Ok(value)
    }

    /// Reads the value of a key that stands in `line`; tells where it begins.
    fn block_value(&mut self, indent: usize, line: usize) -> Outcome<(Value, Option<usize>)> {
        // A key after `?` without a value.
        if self.token.kind != Kind::Colon {
            let same = self.token.line == line && self.token.kind != Kind::End;
            return if same { self.fail(Fault::Token) } else { Ok((Value::Null, None)) };
        }
        let colon = self.token.line;
        self.scan()?;
        let below = self.token.line != colon;
        match self.token.kind {
            Kind::Entry | Kind::Question if !below && colon == line => return self.fail(Fault::Token),
            Kind::Entry if self.token.indent < indent => return Ok((Value::Null, None)),
            Kind::Entry => {}
            _ if below && self.token.indent <= indent => return Ok((Value::Null, None)),
            Kind::ListClose | Kind::Comma if self.context() == Context::Flow => return Ok((Value::Null, None)),
            _ => {}
        }
        let start = self.token.start;
        let value = self.node(&Place { mapping: Some(indent), ..Place::default() })?;
        Ok((value, Some(start)))
    }

    /// Adds a pair; `<<` takes over what the mappings under it say, unless a key before says otherwise.
    fn add(&mut self, map: &mut Vec<(Value, Value)>, key: Value, value: Value) {
        if self.document.text(key) != Some("<<") {
            map.push((key, value));
            return;
        }
        let sources = match value {
            Value::Map(_) => vec![value],
            Value::List(_) => self.document.list(value).unwrap_or_default().to_vec(),
            _ => {
                map.push((key, value));
                return;
            }
        };
        let mut names: HashSet<String> = HashSet::new();
        for source in sources {
            let Some(pairs) = self.document.map(source) else { continue };
            // A chain of merges must not grow without end.
            let work = map.len() + pairs.len();
            if self.merges < work {
                return;
            }
            self.merges -= work;
            if names.is_empty() {
                names.extend(map.iter().map(|(key, _)| self.document.key(*key)));
            }
            for &(key, value) in pairs.iter().rev() {
                if names.insert(self.document.key(key)) {
                    map.push((key, value));
                }
            }
        }
    }
}
