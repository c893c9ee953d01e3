/** Gives the reader a text to keep on their device. */
export function saveText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Gives the reader a document to keep on their device. */
export function saveJson(name: string, data: unknown): void {
  saveText(name, JSON.stringify(data, null, 2), 'application/json');
}
