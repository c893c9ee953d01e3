import { Button, createTheme, Drawer, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';

/**
 * Mantine is told our words for colour. `filled` is the one thing to do on a screen, `default` everything else,
 * and `bad` as colour is kept for what cannot be taken back.
 */
export const theme = createTheme({
  fontFamily: 'var(--sans)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: ({ variant, color }) => {
    const bad = color === 'bad';
    if (variant === 'filled') {
      return bad
        ? { background: 'var(--bad)', hover: 'var(--bad)', color: 'var(--sheet)', border: '1px solid transparent' }
        : {
            background: 'var(--button)',
            hover: 'var(--button-hover)',
            color: 'var(--button-text)',
            border: '1px solid transparent',
          };
    }
    if (variant === 'subtle') {
      return {
        background: 'transparent',
        hover: 'var(--well)',
        color: bad ? 'var(--bad)' : 'var(--ink)',
        border: '1px solid transparent',
      };
    }
    return {
      background: 'var(--sheet)',
      hover: 'var(--well)',
      color: bad ? 'var(--bad)' : 'var(--ink)',
      border: `1px solid ${bad ? 'var(--bad)' : 'var(--rule-strong)'}`,
    };
  },
  components: {
    Button: Button.extend({ defaultProps: { variant: 'default', size: 'sm' } }),
    // Scroll locking would write a style element, which the content security policy forbids; the overlay holds the page.
    Modal: Modal.extend({
      defaultProps: { lockScroll: false, centered: true, overlayProps: { backgroundOpacity: 0.4 } },
    }),
    Drawer: Drawer.extend({
      defaultProps: { lockScroll: false, position: 'right', overlayProps: { backgroundOpacity: 0.4 } },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { autosize: false } }),
  },
});
