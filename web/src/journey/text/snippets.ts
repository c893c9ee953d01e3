/** What a step of each kind is usually written as; `#{}` is what one fills in, one after the other. */
export const STEPS: readonly { kind: string; field: string; lines: readonly string[] }[] = [
  {
    kind: 'message',
    field: 'message',
    lines: [
      'id: #{mail}',
      'message:',
      '  channel: #{email}',
      '  content:',
      '    subject: "#{Subject}"',
      '    text: |',
      '      #{Text}',
    ],
  },
  { kind: 'wait', field: 'wait', lines: ['id: #{wait}', 'wait: {for: #{1d}}'] },
  {
    kind: 'wait',
    field: 'wait_event',
    lines: [
      'id: #{wait-for-order}',
      'wait:',
      '  events:',
      '    - {on: {event: #{Order Completed}}, then: #{step}}',
      '  timeout: #{3d}',
    ],
  },
  {
    kind: 'branch',
    field: 'branch',
    lines: [
      'id: #{branch}',
      'branch:',
      '  cases:',
      '    - when: \'#{traits.tier == "gold"}\'',
      '      then: #{step}',
      '  otherwise: #{step}',
    ],
  },
  {
    kind: 'split',
    field: 'split',
    lines: [
      'id: #{split}',
      'split:',
      '  arms:',
      '    - {name: #{a}, weight: 1, then: #{step}}',
      '    - {name: #{b}, weight: 1, then: #{step}}',
    ],
  },
  {
    kind: 'voucher',
    field: 'voucher',
    lines: ['id: #{voucher}', 'voucher: {pool: #{pool}, value: #{10%}, valid_for: #{14d}}'],
  },
  { kind: 'set', field: 'set_trait', lines: ['id: #{set}', 'set_trait: {name: #{name}, value: #{true}}'] },
  { kind: 'exit', field: 'exit', lines: ['id: #{exit}', 'exit: {reason: #{finished}}'] },
];

/** What each trigger is usually written as. */
export const TRIGGERS: readonly { field: string; lines: readonly string[] }[] = [
  { field: 'when', lines: ['when: {event: #{Product Viewed}}'] },
  {
    field: 'sequence',
    lines: [
      'sequence:',
      '  first: {event: #{Product Viewed}, remember: [#{name}]}',
      '  then: {event: #{Store Entered}}',
      '  within: #{48h}',
      '  without: [{event: #{Order Completed}}]',
    ],
  },
  {
    field: 'absence',
    lines: [
      'absence:',
      '  after: {event: #{Product Added}, remember: [#{name}]}',
      '  without: [{event: #{Order Completed}}]',
      '  within: #{1h}',
    ],
  },
  {
    field: 'count',
    lines: ['count:', '  of: {event: #{Product Viewed}}', '  times: #{3}', '  within: #{7d}'],
  },
  {
    field: 'aggregate',
    lines: [
      'aggregate:',
      '  of: {event: #{Order Completed}}',
      '  sum: #{properties.revenue}',
      '  within: #{30d}',
      '  at_least: #{200}',
    ],
  },
];
