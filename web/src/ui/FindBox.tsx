import { Button, TextInput, type TextInputProps } from '@mantine/core';
import { type FormEvent, useState } from 'react';

interface FindBoxProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** What is being looked for now; it stands in the address. */
  found: string;
  onFind: (text: string) => void;
  verb: string;
  /** The one thing to do on this screen. */
  main?: boolean;
}

/** Looks for one thing by what is typed; an empty field looks for nothing in particular. */
export function FindBox({ found, onFind, verb, main, ...input }: FindBoxProps) {
  const [text, setText] = useState(found);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFind(text.trim());
  };
  return (
    <search>
      <form className="row" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
        <TextInput
          {...input}
          className="grow"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          spellCheck={false}
        />
        <Button type="submit" variant={main ? 'filled' : 'default'} size={input.size === 'md' ? 'md' : 'sm'}>
          {verb}
        </Button>
      </form>
    </search>
  );
}
