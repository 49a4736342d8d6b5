import type { Browser, BrowserContext, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import type { CodeServer } from './codeServer.ts';

/** How long anything in the workbench may take to appear on a busy computer. */
const APPEAR_LIMIT_MS = 30_000;

/** Title of Millrace's place in the activity bar, as the manifest has it. */
const MILLRACE_VIEWS = 'Flows';

/** Size of the window in pixels. */
export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

const DEFAULT_SIZE: WindowSize = { width: 1440, height: 900 };

/** A VS Code window in a browser page, with the things that a user sees as methods. */
export class Workbench {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #problems: string[] = [];

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#problems.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#problems.push(String(error.stack ?? error)));
  }

  /** Opens a folder in a new window and waits until the workbench and Millrace's editors can be used. */
  static open(
    browser: Browser,
    server: CodeServer,
    folder: string,
    size: WindowSize = DEFAULT_SIZE,
  ): Promise<Workbench> {
    return Workbench.openUrl(browser, server.folderUrl(folder), size);
  }

  /** The same for the address of a workbench. */
  static async openUrl(browser: Browser, url: string, size: WindowSize = DEFAULT_SIZE): Promise<Workbench> {
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin });
    context.setDefaultTimeout(APPEAR_LIMIT_MS);
    const page = await context.newPage();
    const workbench = new Workbench(page, context);
    await page.goto(url);
    await workbench.#usable();
    return workbench;
  }

  /** Loads the window anew. Which editors and views it comes back with is not certain: it notes them now and then. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#usable();
  }

  /** Closes the window. The server ends its extension host soon afterwards. */
  async close(): Promise<void> {
    await this.#context.close();
  }

  /** Errors that the page and its webviews wrote to the browser's console, content security violations included. */
  consoleErrors(): readonly string[] {
    return this.#problems;
  }

  async #usable(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor();
    // A .flow file that is opened before the workbench knows Millrace opens as text.
    await this.page.getByRole('tab', { name: MILLRACE_VIEWS }).waitFor();
  }

  /** Types into the quick input and takes the entry whose label is exactly `label`. */
  async #pick(key: string, text: string, label: string): Promise<void> {
    await this.page.keyboard.press(key);
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('.quick-input-box input');
    await input.fill(text);
    const row = widget.locator('.monaco-list-row').filter({
      has: this.page.locator('.label-name', { hasText: new RegExp(`^${escapeForPattern(label)}$`) }),
    });
    await row.first().click();
    await widget.waitFor({ state: 'hidden' });
  }

  /** Opens a file of the folder by its name or path, in its default editor, and waits for its tab. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.#pick('ControlOrMeta+P', path, name);
    await this.tab(name).waitFor();
  }

  /** Runs a command as a user would: palette, full title as shown there (`Flow: Run`), Enter. */
  async runCommand(title: string): Promise<void> {
    await this.#pick('F1', `>${title}`, title);
  }

  /** The tab of an open file, by the file's name. */
  tab(name: string): Locator {
    return this.page.locator(`.tab[data-resource-name=${JSON.stringify(name)}]`);
  }

  /** Whether the file's tab shows unsaved changes. */
  async isDirty(name: string): Promise<boolean> {
    return (await this.tab(name).first().getAttribute('class'))?.split(' ').includes('dirty') ?? false;
  }

  /** Texts of the notifications that are showing. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a notification that contains the text. */
  async notification(text: string | RegExp): Promise<Locator> {
    const item = this.page.locator('.notification-list-item').filter({ hasText: text }).first();
    await item.waitFor();
    return item;
  }

  /** Texts of the status bar's visible entries, without empty ones. */
  async statusBar(): Promise<string[]> {
    const texts = await this.page.locator('.statusbar-item:visible').allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  /** Waits for an entry of the status bar that contains the text. */
  async statusBarItem(text: string | RegExp): Promise<Locator> {
    const item = this.page.locator('.statusbar-item:visible').filter({ hasText: text }).first();
    await item.waitFor();
    return item;
  }

  /** Labels of the visible rows of an open tree view, by the view's title. */
  async treeRows(viewTitle: string): Promise<string[]> {
    return this.tree(viewTitle).locator('.monaco-list-row').allInnerTexts();
  }

  /** An open view of the side bar or the panel, by its title. */
  tree(viewTitle: string): Locator {
    return this.page.locator('.pane').filter({
      has: this.page.locator('.pane-header .title', { hasText: new RegExp(`^${escapeForPattern(viewTitle)}$`, 'i') }),
    });
  }

  /**
   * The document inside the nth visible webview, once its script has put something on the page. Locate elements in it
   * as in a page: `workbench.webview().locator('.react-flow__node')`.
   */
  webview(index = 0): FrameLocator {
    return this.#outerWebviews().nth(index).contentFrame().frameLocator('#active-frame');
  }

  #outerWebviews(): Locator {
    return this.page.locator('iframe.webview.ready:visible');
  }

  /** The same document as a frame, to evaluate scripts in. */
  async webviewFrame(index = 0): Promise<Frame> {
    const body = this.webview(index).locator('body');
    await body.locator('*').first().waitFor({ state: 'attached' });
    const handle = await body.elementHandle();
    const frame = await handle?.ownerFrame();
    if (!frame) throw new Error('The webview went away while its frame was looked up.');
    return frame;
  }

  /** The visible lines of the active text editor, as far as they are scrolled into view. */
  async editorText(): Promise<string> {
    const lines = await this.page.locator('.editor-instance .view-lines .view-line').allInnerTexts();
    return lines.map((line) => line.replaceAll('\u00a0', ' ')).join('\n');
  }

  /** Writes a picture of the window (PNG) without blinking carets and running animations. */
  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  }
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
