// What waits on this phone: actions in their order, pictures in pieces, sentences not yet read. Kept in IndexedDB, so that
// a closed browser, an empty battery or the end of a session lose nothing.
const NAME = "maillage-tour";

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export async function openStore() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("actions", { keyPath: "order", autoIncrement: true });
    opening.result.createObjectStore("photos", { keyPath: "order", autoIncrement: true });
    opening.result.createObjectStore("told", { keyPath: "order", autoIncrement: true });
  };
  return new Store(await asked(opening));
}

class Store {
  constructor(database) {
    this.database = database;
  }

  table(name, mode = "readonly") {
    return this.database.transaction(name, mode).objectStore(name);
  }

  // An action and its pictures are kept together or not at all.
  async add(action, photos = []) {
    const both = this.database.transaction(["actions", "photos"], "readwrite");
    const order = asked(both.objectStore("actions").add(action));
    for (const photo of photos) both.objectStore("photos").add(photo);
    await new Promise((resolve, reject) => {
      both.oncomplete = resolve;
      both.onerror = both.onabort = () => reject(both.error);
    });
    return { ...action, order: await order };
  }

  all(name) {
    return asked(this.table(name).getAll());
  }

  async actions(courier) {
    return (await this.all("actions")).filter((one) => one.courier === courier);
  }

  async waiting(courier) {
    return (await this.actions(courier)).filter((one) => !one.heardAt);
  }

  async photos(courier) {
    return (await this.all("photos")).filter((one) => one.courier === courier);
  }

  // Of somebody else who rode with this phone: kept, and never sent in another's name.
  async others(courier) {
    return (await this.all("actions")).filter((one) => one.courier !== courier && !one.heardAt).length;
  }

  put(name, row) {
    return asked(this.table(name, "readwrite").put(row));
  }

  remove(name, order) {
    return asked(this.table(name, "readwrite").delete(order));
  }

  tell(courier, words) {
    return asked(this.table("told", "readwrite").add({ courier, words, at: Date.now() }));
  }

  async told(courier) {
    return (await this.all("told")).filter((one) => one.courier === courier);
  }

  // What was heard is forgotten once the page itself shows it.
  async forgetHeard(courier, renderedAt) {
    for (const one of await this.actions(courier)) if (one.heardAt && one.heardAt <= renderedAt) await this.remove("actions", one.order);
  }
}
