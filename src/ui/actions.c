#include "ui/actions.h"

#include "base/i18n.h"
#include "base/str.h"

static const struct action actions[ACT_COUNT] = {
	[ACT_NONE] = { "", "", "" },
	[ACT_HELP] = { "help", N_("Help"), N_("Explains the field or screen; again: all keys") },
	[ACT_KEYS] = { "keys", "", N_("Shows all keys of this screen") },
	[ACT_SAVE] = { "save", N_("Save"), N_("Saves or accepts what is on the screen") },
	[ACT_BACK] = { "back", N_("Back"), N_("Leaves the screen; asks when something changed") },
	[ACT_LOOKUP] = { "lookup", N_("Lookup"), N_("Shows the values to choose from") },
	[ACT_REFRESH] = { "refresh", N_("Refresh"), N_("Reads everything again") },
	[ACT_RESET] = { "reset", N_("Reset"), N_("Puts the stored value back; twice: the whole record") },
	[ACT_NEW] = { "new", N_("New"), N_("Makes a new record") },
	[ACT_QUERY] = { "query", N_("Query"), N_("Asks by example: fill in what you look for") },
	[ACT_RUN] = { "run", N_("Run"), N_("Runs the query or report") },
	[ACT_NEXT_RECORD] = { "next-record", N_("Next rec"), N_("Opens the next record of the list") },
	[ACT_GO] = { "go", N_("Go to"), N_("Goes to a screen by code, number or words") },
	[ACT_MENU] = { "menu", N_("Menu"), N_("Shows everything this screen can do") },
	[ACT_CANCEL] = { "cancel", N_("Cancel"), N_("Closes the pop-up or drops what was typed") },
	[ACT_TASKS] = { "tasks", N_("Tasks"), N_("Switches to another task or opens one") },
	[ACT_PRINT] = { "print", N_("Print"), N_("Prints or exports") },
	[ACT_REPAINT] = { "repaint", "", N_("Draws the screen again") },
	[ACT_STOP] = { "stop", "", N_("Stops running work or closes the pop-up; never quits") },
	[ACT_DELETE] = { "delete", N_("Delete"), N_("Deletes the record after asking") },
	[ACT_COLUMNS] = { "columns", N_("Columns"), N_("Chooses the columns of the list") },
	[ACT_SORT] = { "sort", N_("Sort"), N_("Chooses what the list is sorted by") },
	[ACT_MARK] = { "mark", N_("Mark"), N_("Marks the row") },
	[ACT_MARK_ALL] = { "mark-all", "", N_("Marks all rows of the list") },
	[ACT_ENTER] = { "enter", "", N_("Next field; opens the row; picks the answer") },
	[ACT_NEXT] = { "next", "", N_("Next field") },
	[ACT_PREV] = { "prev", "", N_("Previous field") },
	[ACT_UP] = { "up", "", N_("Up one line") },
	[ACT_DOWN] = { "down", "", N_("Down one line") },
	[ACT_LEFT] = { "left", "", N_("Left one character") },
	[ACT_RIGHT] = { "right", "", N_("Right one character") },
	[ACT_WORD_LEFT] = { "word-left", "", N_("Left one word") },
	[ACT_WORD_RIGHT] = { "word-right", "", N_("Right one word") },
	[ACT_HOME] = { "home", "", N_("To the start of the line") },
	[ACT_END] = { "end", "", N_("To the end of the line") },
	[ACT_TOP] = { "top", "", N_("To the first row") },
	[ACT_BOTTOM] = { "bottom", "", N_("To the last row") },
	[ACT_PAGE_UP] = { "page-up", "", N_("One page up; in a form the previous tab") },
	[ACT_PAGE_DOWN] = { "page-down", "", N_("One page down; in a form the next tab") },
	[ACT_BACKSPACE] = { "backspace", "", N_("Deletes the character before the cursor") },
	[ACT_DELETE_CHAR] = { "delete-char", "", N_("Deletes the character at the cursor") },
	[ACT_CLEAR] = { "clear", "", N_("Empties the field") },
	[ACT_DELETE_WORD] = { "delete-word", "", N_("Deletes the word before the cursor") },
	[ACT_DELETE_END] = { "delete-end", "", N_("Deletes to the end of the field") },
	[ACT_REPEAT] = { "repeat", "", N_("Repeats the value of the previous record") },
	[ACT_UNDO] = { "undo", N_("Undo"), N_("Takes the last change back") },
	[ACT_REDO] = { "redo", "", N_("Does it again") },
	[ACT_LONG_TEXT] = { "long-text", "", N_("Opens a long text on the full screen") },
	[ACT_EARN] = { "earn", N_("Earn"), N_("Adds points to the card") },
	[ACT_DEDUCT] = { "deduct", N_("Deduct"), N_("Takes points off the card") },
	[ACT_SALE] = { "sale", N_("Sale"), N_("Starts a sale for this customer") },
	[ACT_OPEN_CUSTOMER] = { "open-customer", N_("Customer"), N_("Opens the customer") },
	[ACT_REPLACE_CARD] = { "replace-card", N_("Replace"), N_("Replaces the card") },
	[ACT_TOP_UP] = { "top-up", N_("Top up"), N_("Puts money on the card") },
	[ACT_PAY] = { "pay", N_("Pay"), N_("Takes the payment") },
	[ACT_FIND] = { "find", N_("Find"), N_("Finds a product by words") },
	[ACT_QUANTITY] = { "quantity", N_("Qty"), N_("Changes the quantity of the line") },
	[ACT_PRICE] = { "price", N_("Price"), N_("Changes the price of the line") },
	[ACT_DISCOUNT] = { "discount", N_("Disc"), N_("Gives a discount on the line or ticket") },
	[ACT_HOLD] = { "hold", N_("Hold"), N_("Holds the ticket for later") },
	[ACT_RECALL] = { "recall", N_("Recall"), N_("Takes a held ticket up again") },
	[ACT_VOID] = { "void", N_("Void"), N_("Drops the ticket after asking") },
	[ACT_VOID_LINE] = { "void-line", N_("Void line"), N_("Drops the line") },
	[ACT_CUSTOMER] = { "customer", N_("Customer"), N_("Sets the customer of the ticket") },
	[ACT_RECEIPT] = { "receipt", N_("Receipt"), N_("Shows the last receipt") },
	[ACT_DRAWER] = { "drawer", N_("Drawer"), N_("Opens the cash drawer") },
	[ACT_CHART] = { "chart", N_("Chart"), N_("Shows the table, the chart, or both") },
	[ACT_WHY] = { "why", N_("Why?"), N_("Shows the ledger lines and rules behind the figures") },
	[ACT_CONTACT] = { "contact", N_("Talk"), N_("Writes down an interaction with the customer at hand") },
	[ACT_STORY] = { "story", N_("Time line"), N_("Shows all that happened with the customer at hand") },
	[ACT_TOTAL] = { "total", N_("Total"), N_("Shows the total and takes the payment") },
	[ACT_KEPT] = { "kept", N_("Kept"), N_("The appointment took place") },
	[ACT_MISSED] = { "missed", N_("Missed"), N_("The appointment did not take place") },
	[ACT_WEEK] = { "week", N_("Day/week"), N_("Shows the day or the whole week") },
	[ACT_TEAM] = { "team", N_("Team"), N_("Shows your own time or that of everybody") },
	[ACT_EARLIER] = { "earlier", N_("Earlier"), N_("Moves the appointment half an hour earlier") },
	[ACT_LATER] = { "later", N_("Later"), N_("Moves the appointment half an hour later") },
	[ACT_DONE] = { "done", N_("Done"), N_("The reminder is settled, for everybody") },
	[ACT_SNOOZE] = { "snooze", N_("Snooze"), N_("Reminds you again later") },
	[ACT_HAND] = { "hand-over", N_("Hand over"), N_("Gives the reminder to somebody else") },
	[ACT_PICK_0] = { "pick-0", "", N_("Picks the tenth line") },
	[ACT_PICK_1] = { "pick-1", "", N_("Picks the line of that number") },
	[ACT_PICK_2] = { "pick-2", "", N_("Picks the line of that number") },
	[ACT_PICK_3] = { "pick-3", "", N_("Picks the line of that number") },
	[ACT_PICK_4] = { "pick-4", "", N_("Picks the line of that number") },
	[ACT_PICK_5] = { "pick-5", "", N_("Picks the line of that number") },
	[ACT_PICK_6] = { "pick-6", "", N_("Picks the line of that number") },
	[ACT_PICK_7] = { "pick-7", "", N_("Picks the line of that number") },
	[ACT_PICK_8] = { "pick-8", "", N_("Picks the line of that number") },
	[ACT_PICK_9] = { "pick-9", "", N_("Picks the line of that number") },
};

static const char *const contexts[CONTEXT_COUNT] = {
	[CONTEXT_GLOBAL] = "global", [CONTEXT_FORM] = "form",
	[CONTEXT_LIST] = "list", [CONTEXT_LOOKUP] = "lookup",
	[CONTEXT_DIALOG] = "dialog", [CONTEXT_MENU] = "menu",
	[CONTEXT_QUERY] = "query", [CONTEXT_TILL] = "till",
	[CONTEXT_DESK] = "desk", [CONTEXT_TEXT] = "text",
	[CONTEXT_VIEW] = "view", [CONTEXT_AGENDA] = "agenda",
	[CONTEXT_INBOX] = "inbox", [CONTEXT_GRID] = "grid",
};

const struct action *
action_at(enum act act)
{
	return &actions[act < ACT_COUNT ? act : ACT_NONE];
}

enum act
action_find(const char *name)
{
	int i;

	for (i = 1; i < ACT_COUNT; i++)
		if (str_eq(actions[i].name, name))
			return (enum act)i;
	return ACT_NONE;
}

const char *
context_name(enum context ctx)
{
	return contexts[ctx];
}

enum context
context_find(const char *name)
{
	int i;

	for (i = 0; i < CONTEXT_COUNT; i++)
		if (str_eq(contexts[i], name))
			break;
	return (enum context)i;
}
