//! Kinds of channels, and the channels that brands have.

use crate::{
    App,
    auth::Admin,
    extract::{Body, Segments},
    problem::{Answer, ApiRefusal, Code, Problem},
    revision::{self, IfMatch, Tagged},
    wire::{BrandChannel, ChannelKind, ChannelSettings, ChannelSettingsInput, Channels, Trial},
};
use axum::{Json, extract::State};
use rapport_channel::{
    driver::{Adjustable, ChannelDriver},
    kind::{Kind, kind, kinds},
};
use rapport_platform::sql::trace;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(channels)).routes(routes!(set_channel)).routes(routes!(try_channel))
}

/// Every kind of channel, and the channels of all brands.
#[utoipa::path(get, path = "/v1/channels", tag = "Settings", operation_id = "channels", responses((status = 200, body = Channels, description = "Done")))]
pub async fn channels(State(app): State<App>, _: Admin) -> Answer<Channels> {
    let brands = app.all_brands().await?;
    let mut found: BTreeMap<(String, Option<String>), Vec<String>> = BTreeMap::new();
    for (brand, channel) in brands.iter().flat_map(|brand| brand.channels.iter().map(move |one| (brand, one))) {
        let kind = kind(&channel.kind()).map(|kind| kind.id.to_owned());
        found.entry((channel.id.to_string(), kind)).or_default().push(brand.id.to_string());
    }
    let channels = found.into_iter().map(|((id, kind), brands)| BrandChannel { id, kind, brands });
    let kinds = kinds().iter().map(|kind| shown(&app, kind)).collect::<Result<_, _>>()?;
    Ok(Json(Channels { kinds, channels: channels.collect() }))
}

/// Sets how messages of a kind leave the house, where that is a matter of names and values.
#[utoipa::path(put, path = "/v1/channels/{kind}/settings", tag = "Settings", operation_id = "set_channel", params(("kind" = String, Path, description = "The kind of channel."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = ChannelSettingsInput, responses((status = 200, body = ChannelSettings, description = "Done")))]
pub async fn set_channel(
    State(app): State<App>,
    _: Admin,
    Segments(kind): Segments<String>,
    read: IfMatch,
    Body(input): Body<ChannelSettingsInput>,
) -> Result<Tagged<ChannelSettings>, Problem> {
    let driver = driver(&app, &kind)?;
    let Some(own) = driver.settings() else {
        return Err(Problem::not_found("channel with settings of this sort"));
    };
    let schema = parsed(own.schema())?;
    app.settings
        .change(app.now(), |settings| {
            let kept = settings.channels.get(&kind).cloned().unwrap_or_default();
            read.fits(Some(&revision::of(&kept)))?;
            let fresh = with_secrets(input.values, &kept, &schema);
            trace::compared(Some(&open(&kept, &schema)), Some(&open(&fresh, &schema)));
            own.adjust(&fresh).map_err(|why| Problem::refused(ApiRefusal::ChannelSettings, why))?;
            settings.channels.insert(kind.clone(), fresh);
            Ok::<_, Problem>(())
        })
        .await?;
    let view = settings(&app, &kind, own)?;
    Ok(Tagged(view.revision.clone(), view))
}

/// Tries whether messages of a kind could be carried out now; none is sent.
#[utoipa::path(post, path = "/v1/channels/{kind}/test", tag = "Settings", operation_id = "try_channel", params(("kind" = String, Path, description = "The kind of channel.")), responses((status = 200, body = Trial, description = "Done")))]
pub async fn try_channel(State(app): State<App>, _: Admin, Segments(kind): Segments<String>) -> Answer<Trial> {
    let tried = driver(&app, &kind)?.test().await;
    Ok(Json(
        tried
            .ok_or_else(|| {
                Problem::refused(ApiRefusal::NothingToTry, "There is nothing to try on this kind of channel.")
            })?
            .into(),
    ))
}

fn driver(app: &App, kind: &str) -> Result<Arc<dyn ChannelDriver>, Problem> {
    app.drivers
        .get(&rapport_kernel::ChannelKind::from(kind))
        .cloned()
        .ok_or_else(|| Problem::not_found("kind of channel that is carried out"))
}

fn parsed(schema: &str) -> Result<Value, Problem> {
    serde_json::from_str(schema).map_err(|error| Problem::new(Code::Internal, error.to_string()))
}

fn is_secret(schema: &Value, name: &str) -> bool {
    schema["properties"][name]["writeOnly"] == true
}

/// The new settings, with the old secrets where no new ones are sent.
fn with_secrets(mut fresh: Map<String, Value>, kept: &Value, schema: &Value) -> Value {
    for (name, value) in kept.as_object().into_iter().flatten().filter(|(name, _)| is_secret(schema, name)) {
        if fresh.get(name).is_none_or(|said| said.is_null() || *said == "") {
            fresh.insert(name.clone(), value.clone());
        }
    }
    Value::Object(fresh)
}

fn settings(app: &App, kind: &str, own: &dyn Adjustable) -> Result<ChannelSettings, Problem> {
    let schema = parsed(own.schema())?;
    let kept = app.settings.now().channels.get(kind).cloned().unwrap_or_default();
    let values = open(&kept, &schema);
    Ok(ChannelSettings { schema, values, revision: revision::of(&kept) })
}

/// What of the settings is no secret.
fn open(kept: &Value, schema: &Value) -> Value {
    let mut values = kept.as_object().cloned().unwrap_or_default();
    values.retain(|name, _| !is_secret(schema, name));
    Value::Object(values)
}

fn shown(app: &App, kind: &Kind) -> Result<ChannelKind, Problem> {
    let driver = app.drivers.get(&kind.name());
    let own = driver.and_then(|driver| driver.settings());
    let settings = own.map(|own| settings(app, kind.id, own)).transpose()?;
    Ok(ChannelKind { id: kind.id.into(), usual: usual(kind), content: parsed(kind.schema)?, settings })
}

fn usual(kind: &Kind) -> Value {
    let channel = kind.channel(kind.id);
    json!({
        "medium": channel.medium,
        "double_opt_in": channel.double_opt_in,
        "keeps_quiet_hours": channel.keeps_quiet_hours,
        "says_how_to_object": channel.says_how_to_object,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_is_not_said_again_stays() {
        let schema = json!({"properties": {"file": {"type": "string"}, "key": {"type": "string", "writeOnly": true}}});
        let kept = json!({"file": "/old", "key": "s3cret"});
        let fresh = |said: Value| with_secrets(said.as_object().cloned().unwrap_or_default(), &kept, &schema);
        assert_eq!(fresh(json!({"file": "/new"})), json!({"file": "/new", "key": "s3cret"}));
        assert_eq!(fresh(json!({"file": "/new", "key": ""})), json!({"file": "/new", "key": "s3cret"}));
        assert_eq!(
            fresh(json!({"key": "another"})),
            json!({"key": "another"}),
            "what is no secret goes when it is not said"
        );
    }
}
