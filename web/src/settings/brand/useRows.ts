import { useState } from 'react';
import { type Json, listOf, type Path } from './document';
import { useField } from './form';

/** A list in the document as rows to edit. Keys change when one is taken out, so that no row keeps another's typing. */
export function useRows(path: Path) {
  const { value, set } = useField(path);
  const [removed, setRemoved] = useState(0);
  const list = listOf(value);
  return {
    rows: list.map((row, at) => ({
      value: row,
      path: [...path, at],
      key: `${removed} ${at}`,
      remove: () => {
        set(list.toSpliced(at, 1));
        setRemoved(removed + 1);
      },
    })),
    add: (row: Json) => set([...list, row]),
  };
}
