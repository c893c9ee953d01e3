//! Addresses in text that people read. Programs make links of what looks like one, with or without a scheme, so what
//! looks like one to them is asked like a link.
//!
//! Without a scheme that is `www.` and a host, or a host that ends with a domain in general use and goes on like an address
//! (`/`, `?`, `#`, a port). A mere `shop.com` is a name as often as a link, and nothing can be hidden in what has no path.

/// An address as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address<'t> {
    /// With its scheme, whatever that is.
    Whole(&'t str),
    /// Without one: it begins with the host, or with who signs in there.
    Bare(&'t str),
}

/// Every address of a text and where it begins. What stands inside an address is a part of it.
pub(crate) fn addresses(text: &str) -> impl Iterator<Item = (usize, Address<'_>)> {
    let words = text.split_inclusive(ends).scan(0, |next, word| {
        let at = *next;
        *next += word.len();
        Some((at, word.trim_end_matches(ends)))
    });
    words.filter_map(|(at, word)| {
        let (begin, address) = address(word)?;
        let run =
            text[at + begin..].split(|c: char| c.is_whitespace() || "<>\"".contains(c)).next().unwrap_or_default();
        let address = match address {
            Address::Whole(_) if hides_host(run) => Address::Whole(run),
            other => other,
        };
        Some((at + begin, address))
    })
}

fn ends(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"'()[]{}|,;".contains(c)
}

fn address(word: &str) -> Option<(usize, Address<'_>)> {
    if let Some(colon) = word.find("://") {
        let begin = word[..colon].trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
        return Some((begin, Address::Whole(&word[begin..])));
    }
    let begin = word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let word = word[begin..].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let end = word.find(['/', '?', '#']).unwrap_or(word.len());
    let (place, path) = word.split_at(end);
    let (host, port) = place.split_once(':').unwrap_or((place, ""));
    let goes_on = !path.is_empty() || port.starts_with(|c: char| c.is_ascii_digit());
    let is_link = if place.contains('@') {
        // An address for mail, unless it goes on like one of a page.
        !path.is_empty() && !host.eq_ignore_ascii_case("mailto")
    } else {
        begins_www(host) || goes_on && in_use(host)
    };
    is_link.then_some((begin, Address::Bare(word)))
}

/// Whether the host goes on behind a sign that ends an address for us and for some programs, but not for others:
/// `https://shop.example,.evil.example/`, `https://shop.example,@evil.example/`.
fn hides_host(run: &str) -> bool {
    let place = run.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let behind = place.find(ends).map_or("", |at| place[at..].trim_end_matches(|c: char| !c.is_alphanumeric()));
    behind.contains(['@', '.'])
}

fn begins_www(host: &str) -> bool {
    host.len() > 4 && host.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("www."))
}

/// Whether a host ends with a domain in general use.
pub(crate) fn in_use(host: &str) -> bool {
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    let known = TOP.split_ascii_whitespace().any(|known| top.eq_ignore_ascii_case(known));
    !name.is_empty()
        && name.chars().all(plain)
        && (known || top.get(..4).is_some_and(|xn| xn.eq_ignore_ascii_case("xn--")))
}

/// Top-level domains: of all countries, and the others that are common. Internationalised ones begin with `xn--`.
const TOP: &str = "\
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg \
    ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh \
    gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr \
    kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf \
    ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm \
    sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf \
    ws ye yt za zm zw \
    aero app art asia berlin best bet bid bio biz blog buzz cafe cam cat center cfd chat city click cloud club com company \
    coop cyou date deals design dev digital direct download email express finance fit fun fyi games gift global gmbh group \
    guru hamburg help host house icu immo info ink int jobs koeln lat life link live loan lol ltd market media men mobi mom \
    monster museum name net network news ninja one online org page party photos pics plus press pro pub quest rent rest \
    review rocks run sale sbs science school security services shop show site skin social software solutions space store \
    stream studio support systems team tech tel tips today tools top tours town trade travel vip wang watch web website wien \
    wiki win work works world wtf xxx xyz zip zone";
