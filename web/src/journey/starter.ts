/** What a new journey begins with: small, complete, and to be changed. */
export const STARTER = `# A journey belongs to one activity of the plan: it pays for the messages and is credited with what they bring back.
id: cart-reminder
name: Reminder of a full cart
brand: acme
activity: spring-cart
purpose: offers

# What starts it: something was put into the cart and nothing was bought within an hour.
triggers:
  - absence:
      after: { event: Product Added, remember: [name] }
      without: [{ event: Order Completed }]
      within: 1h

# One in ten is not contacted, so that the effect can be measured.
hold_out: { percent: 10 }
goal: { on: { event: Order Completed } }

steps:
  - id: remind
    message:
      channel: email
      content:
        subject: Still thinking about {{ match.name }}?
        text: It is waiting in your cart.
`;
