//! Vouchers: pools and what happens at the till.

use crate::{
    App,
    again::vouchers as before,
    auth::{Admin, Machine, PermittedSomewhere, PermittedWithin},
    extract::{Body, Segments},
    names, places,
    problem::{Answer, ApiRefusal, Code, Problem},
    publishing::Turn,
    vouchers,
    wire::*,
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_channel::voucher::{self, Basket, Flaw, Line, Pool, PoolId, Source, Voucher};
use rapport_customer::{SendKey, SourceAct, is_placeholder, source::Wish, told::order_number, touchpoint_id};
use rapport_engine::{Body as LogBody, VoucherAnswer as Told, VoucherResult};
use rapport_kernel::{CustomerId, Money, Time};
use rapport_people::ObjectKind;
use rapport_plan::NodeId;
use rapport_platform::sql::trace;
use rapport_platform::{
    runtime::Submission,
    sql::voucher::{Answer as StoreAnswer, Given, Handed, PoolState, VoucherError},
};
use smol_str::SmolStr;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(pools, create_pool))
        .routes(routes!(import_codes))
        .routes(routes!(hand_out))
        .routes(routes!(close_pool))
        .routes(routes!(reopen_pool))
        .routes(routes!(validate))
        .routes(routes!(redeem))
        .routes(routes!(rollback))
        .routes(routes!(voucher))
}

/// Every pool with what was issued and redeemed.
#[utoipa::path(get, path = "/v1/vouchers/pools", tag = "Vouchers", operation_id = "pools", responses((status = 200, body = Vec<PoolView>, description = "Done")))]
pub async fn pools(State(app): State<App>, PermittedWithin { extent, .. }: PermittedWithin) -> Answer<Vec<PoolView>> {
    let tree = app.ledger.plan().tree();
    let all = app.vouchers.pools().await?.into_iter();
    let seen = all.filter(|known| extent.holds(&places::pool(&tree, &known.pool)));
    Ok(Json(seen.map(pool_view).collect()))
}

/// Adds a pool.
#[utoipa::path(post, path = "/v1/vouchers/pools", tag = "Vouchers", operation_id = "create_pool", request_body = PoolInput, responses((status = 201, body = PoolView, description = "Done")))]
pub async fn create_pool(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Body(input): Body<PoolInput>,
) -> Result<(StatusCode, Json<PoolView>), Problem> {
    super::sources::named(&input.id)?;
    let id = PoolId(input.id.as_str().into());
    let pool = pool(input)?;
    asking.at(&app, &places::pool(&app.ledger.plan().tree(), &pool))?;
    let _one_at_a_time = Turn::take(&app).await;
    if app.vouchers.pools().await?.iter().any(|known| known.pool.id == id) {
        return Err(Problem::told(Code::Conflict, ProblemSaid::IdTaken));
    }
    sound(&app, &pool).await?;
    trace::on(ObjectKind::VoucherPool, id.0.as_str());
    trace::compared(None, Some(&pool));
    app.vouchers.put_pool(pool).await?;
    Ok((StatusCode::CREATED, Json(known(&app, &id).await?)))
}

/// Closes a pool: it gives no more codes, and those that were given stay good.
#[utoipa::path(post, path = "/v1/vouchers/pools/{pool}/close", tag = "Vouchers", operation_id = "close_pool", params(("pool" = String, Path, description = "The pool's id.")), responses((status = 200, body = PoolView, description = "Done")))]
pub async fn close_pool(State(app): State<App>, _: Admin, Segments(pool): Segments<String>) -> Answer<PoolView> {
    set_closed(&app, pool, true).await
}

/// Lets a closed pool give codes again.
#[utoipa::path(post, path = "/v1/vouchers/pools/{pool}/reopen", tag = "Vouchers", operation_id = "reopen_pool", params(("pool" = String, Path, description = "The pool's id.")), responses((status = 200, body = PoolView, description = "Done")))]
pub async fn reopen_pool(State(app): State<App>, _: Admin, Segments(pool): Segments<String>) -> Answer<PoolView> {
    set_closed(&app, pool, false).await
}

async fn set_closed(app: &App, pool: String, closed: bool) -> Answer<PoolView> {
    let id = PoolId(pool.into());
    // A journey is published with vouchers of pools that are open.
    let _one_at_a_time = Turn::take(app).await;
    app.vouchers.set_closed(&id, closed).await?;
    Ok(Json(known(app, &id).await?))
}

async fn known(app: &App, id: &PoolId) -> Result<PoolView, Problem> {
    let known = app.vouchers.pools().await?.into_iter().find(|known| known.pool.id == *id);
    known.map(pool_view).ok_or_else(|| Problem::not_found("pool"))
}

/// Adds codes made elsewhere.
#[utoipa::path(post, path = "/v1/vouchers/pools/{pool}/codes", tag = "Vouchers", operation_id = "import_codes", params(("pool" = String, Path, description = "The pool's id.")), request_body = CodesInput, responses((status = 200, body = CodesAnswer, description = "Done")))]
pub async fn import_codes(
    State(app): State<App>,
    _: Admin,
    Segments(pool): Segments<String>,
    Body(input): Body<CodesInput>,
) -> Answer<CodesAnswer> {
    if input.codes.len() > 100_000 {
        return Err(Problem::new(Code::InvalidBody, "At most 100 000 codes in one call."));
    }
    let stocked = app.vouchers.stock(&PoolId(pool.into()), &input.codes).await?;
    let bad = |(at, why): &(usize, voucher::Refusal)| RefusedCode { place: *at as u64, code: why.code().to_owned() };
    Ok(Json(CodesAnswer {
        added: stocked.added,
        named: 0,
        repeated: stocked.repeated,
        refused: stocked.bad.iter().map(bad).collect(),
    }))
}

/// Adds codes that were given to people elsewhere, such as in a letter: from now on they can be redeemed, and what they promise is
/// committed.
#[utoipa::path(post, path = "/v1/vouchers/pools/{pool}/given", tag = "Vouchers", operation_id = "hand_out", params(("pool" = String, Path, description = "The pool's id; one of imported codes.")), request_body = HandedInput, responses((status = 200, body = CodesAnswer, description = "Done")))]
pub async fn hand_out(
    State(app): State<App>,
    _: Admin,
    Segments(pool): Segments<String>,
    Body(input): Body<HandedInput>,
) -> Answer<CodesAnswer> {
    if input.codes.len() > 10_000 {
        return Err(Problem::new(Code::InvalidBody, "At most 10 000 codes in one call."));
    }
    let id = PoolId(pool.into());
    let pools = app.vouchers.pools().await?;
    let known = pools.iter().find(|known| known.pool.id == id).ok_or_else(|| Problem::not_found("pool"))?;
    let brand = &known.pool.brand;
    let zone = app.brand(brand).await?.map(|brand| brand.zone.clone()).unwrap_or_default();
    let mut handed = Vec::with_capacity(input.codes.len());
    for HandedCode { code, who, at } in input.codes {
        let customer = match &who {
            Some(who) => crate::whom::known(&app, who, Some(brand)).await?,
            None => None,
        };
        handed.push(Handed { code, customer, at: past(&app, at)? });
    }
    let mut answer = CodesAnswer { added: 0, named: 0, repeated: 0, refused: Vec::new() };
    let whom: Vec<Option<CustomerId>> = handed.iter().map(|handed| handed.customer).collect();
    let another = |had: Option<CustomerId>, now: Option<CustomerId>| {
        had.zip(now).is_some_and(|(had, now)| app.runtime.current(had) != app.runtime.current(now))
    };
    for (place, outcome) in app.vouchers.hand_out(&id, &zone, handed, app.now()).await?.into_iter().enumerate() {
        let why = match outcome {
            Ok(Given::Before(had)) if another(had, whom[place]) => voucher::Refusal::OtherPerson,
            Err(VoucherError::Refused(why)) => why,
            Err(error) => return Err(error.into()),
            Ok(given) => {
                *match given {
                    Given::New => &mut answer.added,
                    Given::Named => &mut answer.named,
                    Given::Before(_) => &mut answer.repeated,
                } += 1;
                continue;
            }
        };
        answer.refused.push(RefusedCode { place: place as u64, code: why.code().to_owned() });
    }
    Ok(Json(answer))
}

/// When something was, if it is told later; now if that is left out.
fn past(app: &App, at: Option<Time>) -> Result<Time, Problem> {
    let now = app.now();
    match at {
        Some(at) if at > now => Err(Problem::new(Code::InvalidBody, "`at` lies in the future.")),
        at => Ok(at.unwrap_or(now)),
    }
}

/// Whether a voucher would count for this basket; changes nothing.
#[utoipa::path(post, path = "/v1/vouchers/validate", tag = "Vouchers", operation_id = "validate", request_body = RedeemInput, responses((status = 200, body = VoucherAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn validate(State(app): State<App>, who: Machine, Body(input): Body<RedeemInput>) -> Answer<VoucherAnswer> {
    let mut input = spelled(input)?;
    who.may(&Wish { branch: input.branch.as_deref(), ..Wish::to(SourceAct::Vouchers) })?;
    input.branch = who.branch(input.branch.as_deref())?.map(str::to_owned);
    let (mut basket, currency) = basket(&app, &who, &input).await?;
    let at = past(&app, input.at)?;
    let voucher = match find(&app, &who, &input.code).await {
        Ok((voucher, _)) => voucher,
        Err(error) => return refused(error, None, currency),
    };
    before::named(&app, &voucher, &mut input.redemption, &mut basket);
    let outcome = app.vouchers.validate(&input.code, &input.redemption, &basket, at).await;
    answer(&app, &input.code, outcome, currency).await
}

/// Redeems a voucher at an order; no race redeems it twice.
#[utoipa::path(post, path = "/v1/vouchers/redeem", tag = "Vouchers", operation_id = "redeem", params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body get the same answer for 24 hours and are done once.")), request_body = RedeemInput, responses((status = 200, body = VoucherAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn redeem(State(app): State<App>, who: Machine, Body(input): Body<RedeemInput>) -> Answer<VoucherAnswer> {
    let mut input = spelled(input)?;
    who.may(&Wish { branch: input.branch.as_deref(), ..Wish::to(SourceAct::Vouchers) })?;
    input.branch = who.branch(input.branch.as_deref())?.map(str::to_owned);
    let (mut basket, currency) = basket(&app, &who, &input).await?;
    let at = past(&app, input.at)?;
    let voucher = match find(&app, &who, &input.code).await {
        Ok((voucher, _)) => voucher,
        Err(error) => return refused(error, None, currency),
    };
    before::named(&app, &voucher, &mut input.redemption, &mut basket);
    let place = app.beside.place()?;
    // The code itself may be somebody's: the pool says enough.
    trace::on(ObjectKind::VoucherPool, voucher.pool.0.as_str());
    let outcome = app.vouchers.redeem_at(&input.code, &input.redemption, &basket, at, app.now()).await;
    if outcome.is_err() {
        trace::nothing();
    }
    if let Ok(done) = &outcome {
        before::redeemed(&app, place, done).await;
        let place = basket.branch.clone().unwrap_or_default();
        let given = done.redemption.as_ref().map_or(Money::zero(currency), |redemption| redemption.discount);
        let code = done.voucher.code.to_string().into();
        tell(&app, done, VoucherResult::Redeemed { code, place, order: basket.order.clone(), given }).await?;
    }
    answer(&app, &input.code, outcome, currency).await
}

/// Takes a redemption back, also one that has not come yet: it then takes nothing when it comes.
#[utoipa::path(post, path = "/v1/vouchers/rollback", tag = "Vouchers", operation_id = "rollback", params(("Idempotency-Key" = Option<String>, Header, description = "The same key and body get the same answer for 24 hours and are done once.")), request_body = RollbackInput, responses((status = 200, body = VoucherAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn rollback(
    State(app): State<App>,
    who: Machine,
    Body(mut input): Body<RollbackInput>,
) -> Answer<VoucherAnswer> {
    input.redemption = redemption(&input.redemption)?;
    let mut currency = rapport_kernel::Currency::default();
    who.may(&Wish::to(SourceAct::Vouchers))?;
    let voucher = match find(&app, &who, &input.code).await {
        Ok((voucher, _)) => voucher,
        Err(error) => return refused(error, None, currency),
    };
    before::named_use(&app, &voucher, &mut input.redemption);
    let branch = redeemed_at(&voucher, &input.redemption);
    who.may(&Wish { branch: branch.as_deref(), ..Wish::to(SourceAct::Vouchers) })?;
    let place = app.beside.place()?;
    trace::on(ObjectKind::VoucherPool, voucher.pool.0.as_str());
    let outcome = app.vouchers.roll_back(&input.code, &input.redemption, who.branches(), app.now()).await;
    if let Ok(done) = &outcome {
        before::rolled_back(&app, place, done, &input.redemption, who.branches()).await;
        currency = done.voucher.worth.currency;
        let Some(undone) = &done.redemption else {
            let unknown = VoucherError::Refused(voucher::Refusal::UnknownRedemption);
            return answer(&app, &input.code, Err(unknown), currency).await;
        };
        let order = undone.order.clone();
        let code = done.voucher.code.to_string().into();
        tell(&app, done, VoucherResult::RolledBack { code, order: order.clone() }).await?;
        let (cost, order) = (undone.discount.into(), order.to_string());
        let said = match order.is_empty() {
            true => VoucherSaid::RolledBackUnnamed { cost },
            false => VoucherSaid::RolledBack { cost, order },
        };
        return Ok(Json(good(done, undone.discount, said)));
    }
    answer(&app, &input.code, outcome, currency).await
}

/// Looks a voucher up by its code: its pool, its state, and what it is worth.
#[utoipa::path(get, path = "/v1/vouchers/{code}", tag = "Vouchers", operation_id = "voucher", params(("code" = String, Path, description = "The code.")), responses((status = 200, body = VoucherView, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn voucher(State(app): State<App>, who: Machine, Segments(code): Segments<String>) -> Answer<VoucherView> {
    who.may(&Wish::to(SourceAct::LookUp))?;
    match find(&app, &who, &code).await {
        Ok((voucher, pool)) => Ok(Json(vouchers::view(&voucher, &pool))),
        Err(VoucherError::Sql(error)) => Err(error.into()),
        Err(_) => Err(Problem::not_found("voucher")),
    }
}

/// What a till calls a redemption, in its one spelling.
fn redemption(said: &str) -> Result<String, Problem> {
    let id = touchpoint_id(said);
    if id.is_empty() {
        return Err(Problem::new(Code::InvalidBody, "`redemption` is blank: give each redemption an id of its own."));
    }
    Ok(id.into())
}

/// A till's basket with its ids in their one spelling.
fn spelled(input: RedeemInput) -> Result<RedeemInput, Problem> {
    let name = |said: String| touchpoint_id(&said).to_string();
    let named = |said: Option<String>| said.map(name).filter(|said| !said.is_empty());
    let line = |line: BasketLine| BasketLine {
        product: name(line.product),
        category: named(line.category),
        amount: line.amount,
    };
    Ok(RedeemInput {
        redemption: redemption(&input.redemption)?,
        branch: named(input.branch),
        lines: input.lines.into_iter().map(line).collect(),
        ..input
    })
}

/// A voucher and its pool, as far as they are this one's business: another brand's is not known, so that no one learns which codes
/// there are.
async fn find(app: &App, who: &Machine, code: &str) -> Result<(Voucher, Pool), VoucherError> {
    let found = app.vouchers.find(code).await?;
    match who.brand() {
        Some(own) if *own != found.1.brand => Err(VoucherError::Refused(found.0.code.key().not_found())),
        _ => Ok(found),
    }
}

/// The branch of the redemption that is to be taken back; the empty name, which is no source's branch, if it was in none.
/// Whether there is such a redemption at all is for the rules to say.
fn redeemed_at(voucher: &Voucher, id: &str) -> Option<SmolStr> {
    let mut all = voucher.redemption.iter().chain(&voucher.rolled_back);
    all.find(|redemption| redemption.is(id)).map(|redemption| redemption.branch.clone().unwrap_or_default())
}

/// What the till has, as the voucher's rules understand it.
async fn basket(app: &App, by: &Machine, input: &RedeemInput) -> Result<(Basket, rapport_kernel::Currency), Problem> {
    if input.lines.len() > 1_000 {
        return Err(Problem::new(Code::InvalidBody, "A basket has at most 1000 lines."));
    }
    let line = |line: &BasketLine| {
        let amount = line.amount.money().map_err(|error| Problem::new(Code::InvalidBody, error.to_string()))?;
        Ok::<_, Problem>(Line {
            product: line.product.as_str().into(),
            category: line.category.as_deref().map(Into::into),
            amount,
        })
    };
    let lines = input.lines.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let currency = lines.first().map(|line| line.amount.currency).unwrap_or_default();
    let customer = match &input.who {
        Some(who) => crate::whom::known(app, who, by.brand()).await?,
        None => None,
    };
    let none = match by.brand() {
        Some(brand) => app.home(brand).await?.placeholders.clone(),
        None => Vec::new(),
    };
    let order = order_number(&input.order).filter(|order| !is_placeholder(order, &none));
    let basket = Basket {
        order: order.unwrap_or_default(),
        branch: input.branch.as_deref().map(Into::into),
        customer,
        lines,
        other_vouchers: input.other_vouchers,
    };
    Ok((basket, currency))
}

/// What the till reads. A refusal by the rules is an answer, not a problem.
async fn answer(
    app: &App,
    code: &str,
    outcome: Result<StoreAnswer, VoucherError>,
    currency: rapport_kernel::Currency,
) -> Answer<VoucherAnswer> {
    match outcome {
        Ok(done) => {
            let discount = done.redemption.as_ref().map_or(Money::zero(currency), |redemption| redemption.discount);
            Ok(Json(good(&done, discount, VoucherSaid::Off { cost: discount.into() })))
        }
        Err(VoucherError::Refused(refusal)) => {
            let known = match app.vouchers.find(code).await {
                Err(VoucherError::Refused(_)) => None,
                found => Some(found?),
            };
            refused(VoucherError::Refused(refusal), known, currency)
        }
        Err(error) => Err(error.into()),
    }
}

fn good(done: &StoreAnswer, discount: Money, said: VoucherSaid) -> VoucherAnswer {
    VoucherAnswer {
        valid: true,
        code: None,
        message: said.to_string(),
        said: Some(said),
        discount: discount.into(),
        voucher: Some(vouchers::view(&done.voucher, &done.pool)),
    }
}

/// The answer that it does not count, and why; with the voucher, if it is known.
fn refused(
    why: VoucherError,
    known: Option<(Voucher, Pool)>,
    currency: rapport_kernel::Currency,
) -> Answer<VoucherAnswer> {
    let VoucherError::Refused(refusal) = why else { return Err(why.into()) };
    Ok(Json(VoucherAnswer {
        valid: false,
        code: Some(refusal.code().to_owned()),
        message: refusal.to_string(),
        said: None,
        discount: Money::zero(currency).into(),
        voucher: known.map(|(voucher, pool)| vouchers::view(&voucher, &pool)),
    }))
}

/// Tells the journey that gave the voucher what became of it.
async fn tell(app: &App, done: &StoreAnswer, result: VoucherResult) -> Result<(), Problem> {
    let Ok(key) = done.voucher.key.parse::<SendKey>() else { return Ok(()) };
    let redemption = done.redemption.as_ref().map(|redemption| redemption.id.as_str()).unwrap_or_default();
    let code = match &result {
        VoucherResult::RolledBack { .. } => "rolled_back",
        _ => "redeemed",
    };
    let name = format!("{}/{redemption}/{code}", done.voucher.code);
    let body = LogBody::Voucher(Box::new(Told { key: key.clone(), result }));
    let submission = Submission::about(key.customer(), body).keyed(&"voucher".into(), &name);
    app.runtime.submit(vec![submission]).await?;
    Ok(())
}

/// Whether the pool can work here: what it names exists, and its vouchers can be given, redeemed and paid for.
async fn sound(app: &App, pool: &Pool) -> Result<(), Problem> {
    if app.brand(&pool.brand).await?.is_none() {
        return Err(Problem::refused_with(
            ApiRefusal::UnknownBrand,
            ProblemSaid::BrandUnknown { brand: pool.brand.to_string() },
        ));
    }
    let tree = app.ledger.plan().tree();
    let payer = NodeId::Activity(pool.activity.clone());
    let currency = tree.get(&payer).and_then(|_| tree.currency(&payer));
    let Some(currency) = currency else {
        return Err(Problem::refused_with(
            ApiRefusal::UnknownActivity,
            ProblemSaid::ActivityUnknown { activity: pool.activity.to_string() },
        ));
    };
    if let Some(closed) = tree.closed(&payer) {
        return Err(rapport_plan::Refusal::NodeClosed(closed.clone()).into());
    }
    let known = app.settings.now();
    let is_there = |id: &SmolStr| known.branches.iter().any(|branch| branch.id == id.as_str());
    if let Some(branch) = pool.conditions.branches.iter().find(|id| !is_there(id)) {
        return Err(Problem::refused_with(
            ApiRefusal::UnknownBranch,
            ProblemSaid::BranchUnknown { branch: branch.to_string() },
        ));
    }
    pool.works(currency, app.now()).map_err(|flaw| Problem::refused_with(flaw, flaw_said(flaw)))
}

fn flaw_said(flaw: Flaw) -> ProblemSaid {
    match flaw {
        Flaw::NotPositive => ProblemSaid::PoolAmounts,
        Flaw::OtherCurrency => ProblemSaid::PoolCurrency,
        Flaw::CapBelowWorth => ProblemSaid::PoolCap,
        Flaw::EndsBeforeStart => ProblemSaid::PoolEnds,
        Flaw::Over => ProblemSaid::PoolOver,
    }
}

fn pool(input: PoolInput) -> Result<Pool, Problem> {
    let bad = |error: rapport_kernel::MoneyError| Problem::new(Code::InvalidBody, error.to_string());
    let amount = input.benefit.amount.money().map_err(bad)?;
    let benefit = match input.benefit.percent {
        Some(percent) => voucher::Benefit::Percent { percent, at_most: amount },
        None => voucher::Benefit::Amount(amount),
    };
    let texts = |list: Vec<String>| list.iter().map(|one| touchpoint_id(one)).filter(|one| !one.is_empty()).collect();
    let conditions = voucher::Conditions {
        min_basket: input.conditions.min_basket.map(|amount| amount.money()).transpose().map_err(bad)?,
        products: texts(input.conditions.products),
        categories: texts(input.conditions.categories),
        branches: texts(input.conditions.branches),
        one_per_person: input.conditions.one_per_person,
        personal: input.conditions.personal,
        combinable: input.conditions.combinable,
    };
    Ok(Pool {
        id: PoolId(input.id.into()),
        brand: input.brand.into(),
        activity: input.activity.into(),
        name: names::name(&input.name)?,
        benefit,
        cap: input.cap.map(|amount| amount.money()).transpose().map_err(bad)?,
        validity: voucher::Validity {
            from: input.validity.from,
            until: input.validity.until,
            lasts: input.validity.lasts,
        },
        conditions,
        source: if input.imported { Source::Imported } else { Source::Own },
        closed: false,
    })
}

fn pool_view(state: PoolState) -> PoolView {
    let PoolState { pool, book, stock } = state;
    let currency = pool.benefit.worth().currency;
    let texts = |list: Vec<smol_str::SmolStr>| list.into_iter().map(Into::into).collect();
    let percent = match pool.benefit {
        voucher::Benefit::Percent { percent, .. } => Some(percent),
        voucher::Benefit::Amount(_) => None,
    };
    PoolView {
        benefit: Benefit { amount: pool.benefit.worth().into(), percent },
        id: pool.id.to_string(),
        name: pool.name,
        brand: pool.brand.to_string(),
        activity: pool.activity.to_string(),
        cap: pool.cap.map(Into::into),
        validity: Validity { from: pool.validity.from, until: pool.validity.until, lasts: pool.validity.lasts },
        conditions: VoucherConditions {
            min_basket: pool.conditions.min_basket.map(Into::into),
            products: texts(pool.conditions.products),
            categories: texts(pool.conditions.categories),
            branches: texts(pool.conditions.branches),
            one_per_person: pool.conditions.one_per_person,
            personal: pool.conditions.personal,
            combinable: pool.conditions.combinable,
        },
        imported: pool.source == Source::Imported,
        stock,
        closed: pool.closed,
        issued: book.issued,
        redeemed: book.redeemed,
        promised: Money::new(book.promised, currency).into(),
        spent: Money::new(book.spent, currency).into(),
    }
}
