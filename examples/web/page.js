/** Sends what was entered, then shows what Intake tells of it, as it happens. */
const form = document.querySelector('form');
const list = document.querySelector('ol');

/** What each event says to a person. */
const WORDS = {
  InputReceived: ({ position, data }) => `You entered ${textOf(data.body)}. It was received: position ${position}.`,
  InputAttemptFailed: ({ data }) => `The server did not take it (${data.attempt.outcome}). It is tried again.`,
  InputDelivered: ({ data: { attempt } }) => `The server returned: ${textOf(attempt.response.body)}`,
  InputDeadLettered: ({ data }) => `It was given up: ${data.reason}.`,
  InputCancelled: () => 'Somebody called it back.',
  InputExpired: () => 'Its time was over before it was delivered.',
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const answer = await fetch('inputs', { method: 'POST', body: form.elements.number.value });
    if (!answer.ok) throw new Error(await answer.text());
    const { id } = await answer.json();
    listen(id);
  } catch (error) {
    say(`It was not sent: ${error.message}`);
  }
});

/** The browser itself comes back with the last id it has seen; when all is told, it is answered 204 and stays away. */
function listen(id) {
  const source = new EventSource(`inputs/${id}/stream`);
  for (const [type, words] of Object.entries(WORDS)) {
    source.addEventListener(type, ({ data }) => say(words(JSON.parse(data))));
  }
}

function textOf({ encoding, data }) {
  if (encoding === 'utf8') return data;
  return new TextDecoder().decode(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
}

function say(text) {
  const item = document.createElement('li');
  item.textContent = text;
  list.append(item);
}
