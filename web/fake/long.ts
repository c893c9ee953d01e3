/** A journey of many steps, to see and to measure how the editor bears it: messages, waits and branches, each with a comment or a text. */
export function longDocument(steps: number): string {
  const head = `# A journey of ${steps} steps.
id: long
name: A long journey
brand: nordwind
activity: shoes-in-branch
purpose: offers
triggers:
  - when: {event: Product Viewed}
steps:
`;
  const ahead = (at: number, by: number) => `s${Math.min(steps - 1, at + by)}`;
  const step = (at: number): string =>
    [
      `  # The ${at + 1}. message.
  - id: s${at}
    message:
      channel: email
      content:
        subject: "Still thinking about {{ data.name }}?"
        text: |
          Hello {{ customer.first_name }},

          it is waiting for you.
`,
      `  - id: s${at}
    wait: {for: 2d}
`,
      `  - id: s${at}
    branch:
      cases:
        - {when: 'traits.tier == "gold"', then: ${ahead(at, 2)}}
      otherwise: ${ahead(at, 1)}
`,
      `  - id: s${at}
    wait:
      events:
        - {on: {event: Order Completed}, then: ${ahead(at, 3)}}
      timeout: 3d
`,
    ][at % 4] ?? '';
  return head + Array.from({ length: steps }, (_, at) => step(at)).join('');
}
