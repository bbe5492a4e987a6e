/* sample_text.c: "The North Wind and the Sun" in many languages. */
#include "workers/tts/sample_text.h"

#include <string.h>

static const struct {
	const char *language, *text;
} texts[] = {
	{ "en", "The north wind and the sun were disputing which was the stronger, when a traveller "
		"came along wrapped in a warm cloak. They agreed that the one who first succeeded in "
		"making the traveller take his cloak off should be considered stronger than the "
		"other. Then the north wind blew as hard as he could, but the more he blew, the more "
		"closely did the traveller fold his cloak around him. And at last the north wind gave "
		"up the attempt. Then the sun shone out warmly, and immediately the traveller took "
		"off his cloak." },
	{ "de", "Einst stritten sich Nordwind und Sonne, wer von ihnen beiden wohl der Stärkere wäre, "
		"als ein Wanderer, der in einen warmen Mantel gehüllt war, des Weges daherkam. Sie "
		"wurden einig, dass derjenige für den Stärkeren gelten sollte, der den Wanderer "
		"zwingen würde, seinen Mantel abzunehmen." },
	{ "fr", "La bise et le soleil se disputaient, chacun assurant qu'il était le plus fort, quand "
		"ils ont vu un voyageur qui s'avançait, enveloppé dans son manteau. Ils sont tombés "
		"d'accord que celui qui arriverait le premier à faire ôter son manteau au voyageur "
		"serait regardé comme le plus fort." },
	{ "es", "El viento norte y el sol porfiaban sobre cuál de ellos era el más fuerte, cuando "
		"acertó a pasar un viajero envuelto en ancha capa. Convinieron en que quien antes "
		"lograra obligar al viajero a quitarse la capa sería considerado más poderoso." },
	{ "it", "Si bisticciavano un giorno il vento di tramontana e il sole, l'uno pretendendo "
		"d'esser più forte dell'altro, quando videro un viaggiatore che veniva innanzi, "
		"avvolto nel mantello." },
	{ "pt", "O vento norte e o sol discutiam qual dos dois era o mais forte, quando passou um "
		"viajante envolto numa capa quente. Concordaram que o primeiro que conseguisse fazer "
		"o viajante tirar a capa seria considerado o mais forte." },
	{ "ca", "La tramuntana i el sol discutien quin dels dos era el més fort, quan va passar un "
		"viatger embolicat amb una capa calenta." },
	{ "ro", "Vântul de nord și soarele se certau care dintre ei este mai puternic, când a trecut "
		"un călător înfășurat într-o manta groasă." },
	{ "nl", "De noordenwind en de zon waren erover aan het redetwisten wie de sterkste was van hun "
		"beiden. Juist op dat moment kwam er een reiziger aan, die gehuld was in een warme "
		"mantel." },
	{ "sv", "Nordanvinden och solen tvistade en gång om vem av dem som var starkast. Just då kom en "
		"vandrare vägen fram, insvept i en varm kappa." },
	{ "nb", "Nordavinden og sola kranglet om hvem av dem som var den sterkeste. Da kom det en mann "
		"gående med en varm frakk på seg." },
	{ "da", "Nordenvinden og solen kom engang i strid om, hvem af dem der var den stærkeste. Da kom "
		"en vandringsmand gående, svøbt i en varm kappe." },
	{ "is", "Norðanvindurinn og sólin deildu um hvort þeirra væri sterkara. Þá kom þar að maður í "
		"hlýrri kápu." },
	{ "fi", "Pohjatuuli ja aurinko väittelivät kummalla olisi enemmän voimaa, kun he samalla "
		"näkivät kulkijan, jolla oli yllään lämmin takki." },
	{ "et", "Põhjatuul ja päike vaidlesid, kumb neist on tugevam, kui mööda tuli rändur, kes oli "
		"mähitud sooja mantlisse." },
	{ "hu", "Az északi szél és a nap vitatkoztak, hogy melyikük az erősebb, amikor arra jött egy "
		"vándor, aki meleg köpenybe burkolózott." },
	{ "lv", "Ziemeļvējš un saule strīdējās, kurš no viņiem ir stiprāks, kad pa ceļu nāca ceļinieks, "
		"ietinies siltā mētelī." },
	{ "lt", "Šiaurės vėjas ir saulė ginčijosi, kuris iš jų stipresnis, kai pro šalį ėjo keliautojas, "
		"apsisiautęs šiltu apsiaustu." },
	{ "pl", "Północny wiatr i słońce spierały się, kto z nich jest silniejszy, gdy nadszedł "
		"podróżny owinięty w ciepły płaszcz. Umówiły się, że ten z nich, kto pierwszy zmusi "
		"podróżnego do zdjęcia płaszcza, będzie uważany za silniejszego." },
	{ "cs", "Severní vítr a slunce se přeli, kdo z nich je silnější, když tu šel kolem pocestný, "
		"zahalený v teplém plášti." },
	{ "sk", "Severný vietor a slnko sa hádali, kto z nich je silnejší, keď tade prechádzal pocestný, "
		"zahalený v teplom plášti." },
	{ "sl", "Severni veter in sonce sta se prepirala, kdo od njiju je močnejši, ko je po poti prišel "
		"popotnik, zavit v topel plašč." },
	{ "hr", "Sjeverni vjetar i sunce prepirali su se o tome tko je od njih jači, kad je naišao "
		"putnik umotan u topli ogrtač." },
	{ "sr", "Северни ветар и сунце препирали су се ко је од њих јачи, кад је наишао путник умотан "
		"у топли огртач." },
	{ "bg", "Северният вятър и слънцето спореха кой от тях е по-силен, когато мина пътник, загърнат "
		"в топло наметало." },
	{ "ru", "Однажды северный ветер и солнце спорили, кто из них сильнее. Как раз в это время они "
		"заметили закутанного в плащ путника, продвигавшегося по дороге, и порешили, что тот "
		"из них будет считаться самым сильным, кому раньше удастся заставить путника снять "
		"плащ." },
	{ "uk", "Одного разу північний вітер і сонце сперечалися, хто з них сильніший, коли дорогою "
		"проходив мандрівник, загорнутий у теплий плащ." },
	{ "el", "Ο βοριάς και ο ήλιος μάλωναν για το ποιος από τους δυο είναι ο δυνατότερος, όταν έτυχε "
		"να περάσει από μπροστά τους ένας ταξιδιώτης που φορούσε κάπα." },
	{ "tr", "Kuzey rüzgârı ile güneş hangisinin daha güçlü olduğunu tartışıyorlardı. O sırada sıcak "
		"bir paltoya sarınmış bir yolcu geçti." },
	{ "ar", "كانت ريح الشمال تتجادل والشمس في أي منهما أقوى من الأخرى، وإذ بمسافر يطلع متلفعا "
		"بعباءة سميكة." },
	{ "fa", "باد شمال و خورشید با هم بحث می‌کردند که کدام یک قوی‌تر است، که مسافری از راه رسید که "
		"خود را در عبایی گرم پیچیده بود." },
	{ "hi", "एक बार उत्तरी हवा और सूरज इस बात पर झगड़ रहे थे कि उन दोनों में कौन अधिक शक्तिशाली है। "
		"तभी एक यात्री गर्म चोगा पहने उधर से निकला।" },
	{ "vi", "Gió bắc và mặt trời đang cãi nhau xem ai mạnh hơn, thì có một người lữ hành đi qua, "
		"mình khoác áo choàng ấm." },
	{ "id", "Angin utara dan matahari sedang bertengkar tentang siapa yang lebih kuat, ketika seorang "
		"pengembara lewat dengan jubah hangat." },
	{ "cmn",
		"有一天，北风跟太阳正在那儿争论谁的本领大。说着说着，来了一个过路的人，身上穿着一件厚袍子。" },
	{ "ja", "きたかぜと たいようが、どちらが つよいかと いいあらそって いました。そこへ たびびとが "
		"あたたかい コートを きて やって きました。" },
	{ "ko", "북풍과 해님이 누가 더 힘이 센지 다투고 있을 때, 한 나그네가 따뜻한 외투를 입고 걸어왔습니다." },
	{ "la", "Aquilo et sol inter se certabant uter validior esset, cum viator pallio calido involutus "
		"accessit." },
	{ "eo", "La norda vento kaj la suno disputis, kiu el ili estas la pli forta, kiam preteriris "
		"vojaĝanto envolvita en varma mantelo." },
};

const char *sample_text(const char *language)
{
	size_t len = strcspn(language, "-+");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (strlen(texts[i].language) == len &&
			strncmp(texts[i].language, language, len) == 0)
			return texts[i].text;
	}
	return texts[0].text;
}
