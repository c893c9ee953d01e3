//! The list of shapes against the types, against an independent reader of Protobuf, and against what earlier releases wrote.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod exemplars;
mod samples;

use exemplars::{Type, every};
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MessageDescriptor, ReflectMessage};
use rapport_customer::identity::Index;
use rapport_engine::{Body, HistoryEntry, Partition};
use rapport_stored::PROTO;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// The list, as a compiler of its own understands it.
fn pool() -> DescriptorPool {
    let file = protox::file::File::from_source("shapes.proto", PROTO).unwrap();
    let mut resolver = protox::file::ChainFileResolver::new();
    resolver.add(Only(file));
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler.open_file("shapes.proto").unwrap();
    compiler.descriptor_pool()
}

struct Only(protox::file::File);

impl protox::file::FileResolver for Only {
    fn open_file(&self, name: &str) -> Result<protox::file::File, protox::Error> {
        if name == "shapes.proto" { Ok(self.0.clone()) } else { Err(protox::Error::file_not_found(name)) }
    }
}

/// Writes one of everything, and reads it back here and there.
fn survives<T: Serialize + DeserializeOwned>(pool: &DescriptorPool, name: &str) {
    let shape = pool.get_message_by_name(&format!("rapport.stored.{name}")).unwrap();
    let (values, _) = every::<T>();
    assert!(values.len() > 3);
    for value in values {
        let bytes = rapport_stored::encode(&value).unwrap();
        let again: T = rapport_stored::decode(&bytes).unwrap();
        let told = |value: &T| serde_json::to_value(Loose(value)).unwrap();
        assert_eq!(told(&again), told(&value));
        let elsewhere = DynamicMessage::decode(shape.clone(), bytes.as_slice()).unwrap();
        complete(&elsewhere);
    }
}

/// Compared by what postcard writes, for some types have no equality and some maps no order.
struct Loose<'a, T>(&'a T);

impl<T: Serialize> Serialize for Loose<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&rapport_stored::encode(self.0).map_err(serde::ser::Error::custom)?)
    }
}

/// No field is unknown to the other reader, and none that is required is missing.
fn complete(message: &DynamicMessage) {
    let shape = message.descriptor();
    assert_eq!(message.unknown_fields().count(), 0, "{}", shape.full_name());
    for field in shape.fields() {
        let there = message.has_field(&field);
        assert!(there || field.cardinality() != prost_reflect::Cardinality::Required, "{}", field.full_name());
        if !there {
            continue;
        }
        let value = message.get_field(&field);
        let inside = |value: &prost_reflect::Value| {
            if let Some(inner) = value.as_message() {
                complete(inner);
            }
            if let (Kind::Enum(names), Some(number)) = (field.kind(), value.as_enum_number()) {
                assert!(names.get_value(number).is_some(), "{} has {number}", names.full_name());
            }
        };
        match value.as_list() {
            Some(list) => list.iter().for_each(inside),
            None => inside(&value),
        }
    }
    let choices: Vec<_> = shape.oneofs().collect();
    assert!(choices.is_empty() || message.fields().count() == 1, "{} is nothing", shape.full_name());
}

#[test]
fn an_independent_reader_understands_every_log_record() {
    survives::<Body>(&pool(), "Body");
}

#[test]
fn an_independent_reader_understands_every_line_of_history() {
    survives::<HistoryEntry>(&pool(), "HistoryEntry");
}

#[test]
fn an_independent_reader_understands_every_snapshot() {
    survives::<Partition>(&pool(), "PartitionState");
    survives::<Index>(&pool(), "Index");
}

/// The type of a field, as the list spells it.
fn spelled(shape: &MessageDescriptor, field: &str) -> String {
    let field = shape.get_field_by_name(field).unwrap_or_else(|| panic!("{field} of {}", shape.full_name()));
    let kind = match field.kind() {
        Kind::Message(inner) => inner.full_name().to_owned(),
        Kind::Enum(inner) => inner.full_name().to_owned(),
        plain => format!("{plain:?}").to_lowercase(),
    };
    kind.rsplit('.').next().unwrap().to_owned()
}

#[test]
fn the_list_says_of_every_field_what_the_type_says() {
    let pool = pool();
    let mut seen = BTreeMap::new();
    seen.extend(every::<Body>().1);
    seen.extend(every::<HistoryEntry>().1);
    seen.extend(every::<Index>().1);
    seen.extend(every::<Partition>().1);
    let mut compared = 0;
    let mut compare = |shape: &MessageDescriptor, field: &str, kind: &Type| {
        let repeated = shape.get_field_by_name(field).is_some_and(|field| field.is_list());
        let inner = match kind {
            Type::Maybe(inner) => inner,
            Type::List(inner) if repeated => inner,
            kind => kind,
        };
        match inner {
            Type::Plain(plain) => assert_eq!(&spelled(shape, field), plain, "{field} of {}", shape.full_name()),
            Type::Named(name) => {
                assert_eq!(spelled(shape, field), exemplars::pascal(name.rsplit('.').next().unwrap()), "{field}");
            }
            _ => {}
        }
        compared += 1;
    };
    for (name, seen) in &seen {
        let Some(shape) = pool.get_message_by_name(&format!("rapport.stored.{name}")) else { continue };
        for (member, kind) in &seen.members {
            if let Some(kind) = kind {
                compare(&shape, &exemplars::snake(member), kind);
            }
            let inner = format!("{}.{}", shape.full_name(), exemplars::pascal(member));
            for (field, kind) in seen.inner.get(member).into_iter().flatten() {
                compare(&pool.get_message_by_name(&inner).unwrap(), field, kind);
            }
        }
    }
    assert!(compared > 300, "{compared}");
}
