/** Where a new journey belongs: what the installation has, so that its first check finds nothing that does not exist. */
export interface Place {
  brand: string;
  activity: string;
  purpose: string;
}

/** What a new journey begins with: small, complete, and to be changed. */
export const starter = ({
  brand,
  activity,
  purpose,
}: Place) => `# A journey belongs to one activity of the plan: it pays for the messages and is credited with what they bring back.
id: cart-reminder
name: Reminder of a full cart
brand: ${brand}
activity: ${activity}
purpose: ${purpose}

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
        # data is what the trigger remembers of the event; the words after default stand where it says nothing.
        subject: "Still thinking about {{ data.name | default: 'your cart' }}?"
        text: It is waiting in your cart.
`;
