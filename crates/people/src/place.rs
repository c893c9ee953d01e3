//! Where things stand, and which places something reaches.
//!
//! A thing stands at a node of the plan's tree, or at the company where it stands outside the tree; it may be of one brand; and it may
//! be, or belong to, an object that can be shared. The policy needs nothing of a node but which it is and what stands above it, so nodes
//! are their written form here (`area:direct`), and who asks brings the way up along. What was moved in the tree is judged by where it
//! hangs now, and no copy of the tree can be out of date.

use rapport_kernel::{BrandId, coded};
use smol_str::SmolStr;
use std::{borrow::Cow, fmt};

/// A node of the plan's tree in its written form: `company`, `plan:2026`, `area:direct`. Whether there is such a node is for who has the
/// tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeRef(pub SmolStr);

impl NodeRef {
    /// The root of the tree; above everything.
    pub const COMPANY: Self = Self(SmolStr::new_static("company"));
}

impl From<&str> for NodeRef {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for NodeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

coded! {
    /// What sort of thing an object is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum ObjectKind {
        /// A node of the plan.
        Node = "node",
        /// A journey, over all its versions.
        Journey = "journey",
        /// A request for release, with what was said about it.
        Approval = "approval",
        /// By which template releases are asked for.
        ApprovalTemplate = "approval_template",
        /// A back-test.
        Backtest = "backtest",
        /// One message to one person.
        Delivery = "delivery",
        /// Someone who buys, or may; their profile, consents and history.
        Customer = "customer",
        /// An order of a customer.
        Order = "order",
        /// The rules that vouchers are given out by.
        VoucherPool = "voucher_pool",
        /// One code that was given out.
        Voucher = "voucher",
        /// A shop of the brand, with its staff and screens.
        Branch = "branch",
        /// A sender with customers of its own.
        Brand = "brand",
        /// How messages of one kind leave the house.
        Channel = "channel",
        /// A source of events.
        Source = "source",
        /// A receipt printer.
        Printer = "printer",
        /// How mail leaves the house.
        Mail = "mail",
        /// A file that was brought in.
        File = "file",
        /// A copy of the stores at one moment.
        Backup = "backup",
        /// The stop on everything that is sent.
        Hold = "hold",
        /// What lies on the disk.
        Stores = "stores",
        /// Someone with an account.
        Person = "person",
        /// People who hold roles together.
        Team = "team",
        /// A named set of permissions.
        Role = "role",
        /// A role given to someone.
        Grant = "grant",
        /// An amount up to which someone decides alone.
        Limit = "limit",
    }
}

impl ObjectKind {
    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// One thing of the product.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Object {
    /// What sort of thing.
    pub kind: ObjectKind,
    /// Which of them.
    pub id: SmolStr,
}

impl Object {
    /// The thing of this kind with this id.
    #[must_use]
    pub fn new(kind: ObjectKind, id: &str) -> Self {
        Self { kind, id: id.into() }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.code(), self.id)
    }
}

/// Where a thing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its node and everything above, the nearest first; ends with the company.
    path: Vec<NodeRef>,
    /// Nodes from which it is seen, though it does not hang there.
    seen_from: Vec<NodeRef>,
    /// Of which brand, if of one.
    brand: Option<BrandId>,
    /// The object it is or belongs to, if there is one that can be shared.
    object: Option<Object>,
}

impl Place {
    /// At the company: what stands outside the tree, such as settings.
    #[must_use]
    pub fn company() -> Self {
        Self::at(std::iter::empty::<NodeRef>())
    }

    /// At a node: itself and what is above it, the nearest first. The company is added where it was left out.
    #[must_use]
    pub fn at<N: Into<NodeRef>>(path: impl IntoIterator<Item = N>) -> Self {
        let mut path: Vec<NodeRef> =
            path.into_iter().map(Into::into).filter(|node| *node != NodeRef::COMPANY).collect();
        path.push(NodeRef::COMPANY);
        Self { path, seen_from: Vec::new(), brand: None, object: None }
    }

    /// The same, of one brand.
    #[must_use]
    pub fn of_brand(self, brand: BrandId) -> Self {
        Self { brand: Some(brand), ..self }
    }

    /// The same, for an object.
    #[must_use]
    pub fn of_object(self, object: Object) -> Self {
        Self { object: Some(object), ..self }
    }

    /// The same, seen from these nodes, too: a brand from every node that is of it. What is changed is judged by where it stands alone.
    #[must_use]
    pub fn seen_from(self, nodes: impl IntoIterator<Item = NodeRef>) -> Self {
        Self { seen_from: nodes.into_iter().collect(), ..self }
    }

    /// The place as it is judged when something is only to be seen.
    pub(crate) fn as_seen(&self) -> Cow<'_, Self> {
        if self.seen_from.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut place = self.clone();
        let more = place.seen_from.drain(..).filter(|node| !self.path.contains(node));
        place.path.extend(more);
        Cow::Owned(place)
    }

    /// Its node and everything above, the nearest first.
    #[must_use]
    pub fn path(&self) -> &[NodeRef] {
        &self.path
    }

    /// Its brand, if it is of one.
    #[must_use]
    pub fn brand(&self) -> Option<&BrandId> {
        self.brand.as_ref()
    }

    /// The object it is or belongs to.
    #[must_use]
    pub fn object(&self) -> Option<&Object> {
        self.object.as_ref()
    }
}

/// The places that a grant, a limit or a token reaches.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Realm {
    /// A node with everything below it.
    Below {
        /// The node; the company is everywhere.
        node: NodeRef,
        /// Only what is of this brand. What is of no brand is then not reached.
        brand: Option<BrandId>,
    },
    /// One object with what belongs to it, wherever it stands.
    Object(Object),
}

impl Realm {
    /// The whole plan and every brand.
    pub const EVERYWHERE: Self = Self::Below { node: NodeRef::COMPANY, brand: None };

    /// A node with everything below it, of every brand.
    #[must_use]
    pub fn below(node: &str) -> Self {
        Self::Below { node: node.into(), brand: None }
    }

    /// Everything of one brand.
    #[must_use]
    pub fn brand(brand: BrandId) -> Self {
        Self::Below { node: NodeRef::COMPANY, brand: Some(brand) }
    }

    /// Whether this place is in it.
    #[must_use]
    pub fn holds(&self, place: &Place) -> bool {
        match self {
            Self::Below { node, brand } => is_of(brand.as_ref(), place) && place.path.contains(node),
            Self::Object(object) => place.object.as_ref() == Some(object),
        }
    }

    /// A place in it: its node itself, or its object.
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Below { node, brand } => Place { brand: brand.clone(), ..Place::at([node.clone()]) },
            Self::Object(object) => Place::company().of_object(object.clone()),
        }
    }

    /// Whether everything in `other` is certainly in it. What hangs below what only the tree knows.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Below { node, brand }, Self::Below { node: lower, brand: other }) => {
                (brand.is_none() || brand == other) && (node == lower || *node == NodeRef::COMPANY)
            }
            _ => self == other || *self == Self::EVERYWHERE,
        }
    }
}

/// Whether a place is reached by what was given for a brand, or for all.
pub(crate) fn is_of(brand: Option<&BrandId>, place: &Place) -> bool {
    brand.is_none() || brand == place.brand.as_ref()
}
