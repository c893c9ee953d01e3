//! A journey's messages made with sample data, by the code that makes those that are sent. Nothing is kept, nothing leaves.

use crate::{
    Office, documents,
    refused::Refused,
    view::{PreviewAnswer, PreviewInput, PreviewMessage, PreviewRefusal},
};
use rapport_channel::{Content, email::Frame, kind::View, liquid::Limits, review, spoken};
use rapport_customer::{Brand, PurposeKind};
use rapport_engine::catalog::kind_of;
use rapport_journey::document::Message;
use rapport_kernel::{Map, PurposeId, Value};
use smol_str::{SmolStr, format_smolstr};

/// Every message of a document as a person of whom all of it is known would get it, with what an author should hear.
///
/// # Errors
/// If what exists cannot be looked up.
pub async fn preview(app: &Office, input: &PreviewInput) -> Result<PreviewAnswer, Refused> {
    let brands = app.all_brands().await?;
    let looked = documents::look(app, &input.document).await?;
    let Some(document) = &looked.document else {
        return Ok(PreviewAnswer { messages: Vec::new(), problems: looked.problems });
    };
    let brand = documents::brand_of(document, &brands);
    let usual = || brand?.languages.first().cloned();
    let reader = Reader {
        language: input.language.as_deref().map(SmolStr::new).or_else(usual).unwrap_or("en".into()),
        data: input.data.clone().unwrap_or_default(),
        brand,
        ways: app.links.base(),
        one_click: app.links.protected(),
        host: app.links.host(),
    };
    let said = document.steps.iter().enumerate().filter_map(|(n, step)| {
        let message = step.message.as_ref()?;
        let purpose = message.purpose.as_ref().or(document.purpose.as_ref());
        let of_step = format!("steps.{n}.");
        let about = looked.problems.iter().filter(|problem| problem.path.starts_with(&of_step)).cloned().collect();
        let mut made = reader.made(message, purpose);
        (made.step, made.problems) = (step.id.to_string(), about);
        Some(made)
    });
    Ok(PreviewAnswer { messages: said.collect(), problems: looked.problems.clone() })
}

/// For whom it is made.
struct Reader<'a> {
    language: SmolStr,
    /// What the author wants said: `data`, `customer`, `voucher`.
    data: Map,
    brand: Option<&'a Brand>,
    ways: &'a str,
    /// Whether advertising carries a way out of one click, as the driver decides when it sends.
    one_click: bool,
    host: Option<SmolStr>,
}

impl Reader<'_> {
    fn made(&self, message: &Message, purpose: Option<&PurposeId>) -> PreviewMessage {
        let kind = kind_of(self.brand, &message.channel);
        let mut shown = PreviewMessage { channel: message.channel.to_string(), ..PreviewMessage::default() };
        // Compiling says among the problems what is wrong.
        let Ok(content) = Content::compile(&kind, &message.content) else { return shown };
        let view = rapport_channel::kind::kind(&kind).map_or(View::Letter, |kind| kind.view);
        shown.view = view.code().to_owned();
        let (data, limits) = (self.data(&message.content), Limits::default());
        let hosts = self.hosts();
        let refused = |code: &str, message: String| Some(PreviewRefusal { code: code.to_owned(), message });
        match content.email() {
            Some(email) => match email.render(&data, &self.frame(purpose, hosts), &limits) {
                Ok(mail) => {
                    shown.content.set("subject", mail.subject.as_str().into());
                    shown.content.set("text", mail.text.as_str().into());
                    shown.html = Some(mail.html);
                }
                Err(error) => shown.refused = refused(error.code(), error.to_string()),
            },
            None => match (content.rehearse(&data, &hosts, &limits), content.fill(&data, &limits)) {
                (Ok(()), Ok(filled)) => shown.content = filled,
                (Err(why), _) => {
                    let words = "with this data the fields do not fit the channel: one that must be there is empty, or leads elsewhere";
                    shown.refused = refused(why.code(), words.to_owned());
                }
                (_, Err(error)) => shown.refused = refused(error.code(), error.to_string()),
            },
        }
        shown
    }

    /// Sample words for every name, and over them what the author wants said.
    fn data(&self, raw: &Map) -> Map {
        let sample = review::sample(raw);
        let part = |root: &str| {
            let mut all = sample.get(root).and_then(Value::as_map).cloned().unwrap_or_default();
            let own = self.data.get(root).and_then(Value::as_map);
            own.into_iter().flat_map(Map::iter).for_each(|(key, value)| all.set(key, value.clone()));
            all
        };
        let mut data = part("data");
        let voucher = part("voucher");
        if !voucher.is_empty() {
            data.set("voucher", Value::Map(voucher));
        }
        let zone = self.brand.map_or("UTC".into(), |brand| brand.zone.clone());
        spoken::spoken_of(&data, part("customer"), &spoken::Here { zone, language: self.language.clone() })
    }

    fn hosts(&self) -> Vec<SmolStr> {
        let own = self.brand.map(|brand| brand.sender.link_hosts.clone()).unwrap_or_default();
        self.host.clone().into_iter().chain(own).collect()
    }

    /// The frame of a mail with ways out that lead nowhere: there is nobody to let out.
    fn frame(&self, purpose: Option<&PurposeId>, hosts: Vec<SmolStr>) -> Frame {
        let sender = self.brand.map(|brand| &brand.sender);
        let name = sender.map(|sender| &sender.name).filter(|name| !name.is_empty());
        let service = self.brand.zip(purpose).and_then(|(brand, purpose)| brand.purpose(purpose));
        let service = service.is_some_and(|purpose| purpose.kind == PurposeKind::Service);
        let way = format_smolstr!("{}/p/", self.ways.trim_end_matches('/'));
        Frame {
            sender: name.cloned().or_else(|| self.brand.map(|brand| brand.name.clone())).unwrap_or_default(),
            address: sender.map(|sender| sender.imprint.clone()).unwrap_or_default(),
            language: self.language.clone(),
            unsubscribe: (!service && self.one_click).then(|| way.clone()),
            preferences: Some(way),
            hosts,
        }
    }
}
