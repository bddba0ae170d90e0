/** Copies a text, and says for a moment that it has. */
import { useEffect, useState } from 'react';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { Button } from './button.js';

const SHOWN_MS = 1_500;

export function useCopy(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) =>
    void copyText(text).then(
      () => setCopied(true),
      // It is not said to be copied: whoever wants it selects it.
      () => {},
    );
  return [copied, copy];
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const words = useWords(commonWords);
  const [copied, copy] = useCopy();
  return (
    <Button
      kind={label ? 'plain' : 'quiet'}
      icon={copied ? 'check' : 'copy'}
      aria-label={label ? undefined : words.copy}
      onClick={() => copy(text)}
    >
      {copied && label ? words.copied : label}
    </Button>
  );
}

/** Over plain HTTP to another machine a page has no clipboard of its own; what it selects, it may copy. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  // Beneath an open dialog nothing can be selected.
  const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  place.append(area);
  area.select();
  const isCopied = document.execCommand('copy') && document.activeElement === area;
  area.remove();
  if (!isCopied) throw new Error('nothing was copied');
}
