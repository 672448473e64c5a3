/* demo_words.c - see demo_words.h. Family names by their share in Vietnam
 * (Nguyễn four of ten). Catalog words are those of the product sheets that
 * Quen replaces: khách thường, căn hộ, biệt thự, trang vàng, giới thiệu. */
#include "cli/demo_words.h"

#include <stddef.h>
#include <string.h>

const char *const word_vi_family[] = {
	"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn",
	"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Trần", "Trần", "Lê", "Lê",
	"Lê", "Phạm", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
	"Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai", "Lương", "Tạ", NULL
};
const char *const word_vi_middle_m[] = {
	"Văn", "Văn", "Văn", "Hữu", "Đức", "Minh", "Quang", "Công", "Xuân", "Thanh", "Ngọc",
	"Quốc", "Đình", "Trọng", "Gia", "Hoàng", "Anh", "Bảo", NULL
};
const char *const word_vi_middle_f[] = {
	"Thị", "Thị", "Thị", "Thị Thu", "Thị Kim", "Thị Ngọc", "Ngọc", "Thu", "Thanh", "Minh",
	"Kim", "Mỹ", "Bích", "Phương", "Diệu", "Hồng", "Khánh", "Thùy", "Bảo", "Quỳnh", NULL
};
const char *const word_vi_given_m[] = {
	"Hùng", "Dũng", "Tuấn", "Nam", "Sơn", "Long", "Hải", "Phong", "Khoa", "Kiên", "Đạt",
	"Thành", "Thắng", "Trung", "Tùng", "Việt", "Vinh", "Bình", "Cường", "Duy", "Hiếu",
	"Hoàng", "Huy", "Khánh", "Lâm", "Lộc", "Mạnh", "Nghĩa", "Phúc", "Quân", "Tài", "Tâm",
	"Thiện", "Tiến", "Toàn", "Trí", "Tú", "Đăng", "Ân", "Bách", NULL
};
const char *const word_vi_given_f[] = {
	"Lan", "Hương", "Mai", "Linh", "Trang", "Hà", "Hoa", "Hạnh", "Hằng", "Hiền", "Huệ",
	"Loan", "Ly", "My", "Nga", "Ngân", "Ngọc", "Nhi", "Nhung", "Oanh", "Phương", "Quyên",
	"Tâm", "Thảo", "Thư", "Thủy", "Thúy", "Trâm", "Trinh", "Tuyết", "Uyên", "Vân", "Vy",
	"Xuân", "Yến", "Châu", "Dung", "Giang", "Diễm", "Ánh", NULL
};
const char *const word_zh_family[] = {
	"王", "王", "李", "李", "张", "张", "刘", "陈", "陈", "杨", "黄", "黄", "赵", "吴", "周",
	"徐", "孙", "马", "朱", "胡", "郭", "何", "林", "林", "罗", "高", "梁", "郑", "谢", "欧阳", NULL
};
const char *const word_zh_given[] = {
	"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛",
	"明", "超", "秀英", "霞", "平", "刚", "桂英", "建国", "志强", "文博", "子轩", "雨桐", "思远",
	"晓明", "海燕", "美玲", "家豪", "嘉欣", "俊杰", "慧敏", "国华", "春梅", "永康", "佳怡", "浩然", NULL
};
const char *const word_en_family[] = {
	"Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies",
	"Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts", "Green",
	"Hall", "Wood", "Clarke", "O'Brien", "Murphy", "Campbell", "Anderson", "Mitchell", NULL
};
const char *const word_en_given_m[] = {
	"James", "John", "Robert", "Michael", "William", "David", "Thomas", "Daniel",
	"Matthew", "Andrew", "Paul", "Mark", "Peter", "Simon", "Oliver", "Jack", NULL
};
const char *const word_en_given_f[] = {
	"Mary", "Patricia", "Jennifer", "Linda", "Elizabeth", "Sarah", "Karen", "Lisa",
	"Emma", "Olivia", "Charlotte", "Grace", "Alice", "Helen", "Laura", "Zoë", NULL
};
const char *const word_vi_company[] = {
	"Công ty TNHH", "Công ty TNHH Thương mại", "Công ty Cổ phần", "Khách sạn",
	"Nhà hàng", "Trường Mầm non", "Văn phòng Luật sư", "Phòng khám", NULL
};
const char *const word_vi_brand[] = {
	"An Phát", "Bình Minh", "Đại Dương", "Hoa Sen", "Hoàng Gia", "Hưng Thịnh", "Kim Long",
	"Minh Châu", "Nam Việt", "Phú Quý", "Phương Đông", "Sao Mai", "Tân Tiến", "Thành Công",
	"Thiên Ân", "Trường Sơn", "Việt Hưng", "Á Châu", "Ánh Dương", "Đông Á", NULL
};
const char *const word_zh_company[] = {
	"贸易有限公司", "科技有限公司", "餐饮有限公司", "进出口有限公司", "酒店", NULL
};
const char *const word_zh_brand[] = {
	"金龙", "华兴", "东方", "永昌", "福源", "南洋", "盛达", "宏远", "瑞祥", "新世纪", NULL
};
const char *const word_position[] = {
	"Giám đốc", "Kế toán trưởng", "Trưởng phòng Hành chính", "Thư ký", "Quản lý mua hàng",
	"经理", "Office manager", NULL
};
const char *const word_street[] = {
	"Nguyễn Huệ", "Lê Lợi", "Trần Hưng Đạo", "Hai Bà Trưng", "Lý Thường Kiệt", "Lê Duẩn",
	"Nguyễn Trãi", "Điện Biên Phủ", "Phan Chu Trinh", "Bà Triệu", "Quang Trung",
	"Hoàng Diệu", "Nguyễn Văn Linh", "Võ Văn Tần", "Cách Mạng Tháng Tám", "Hùng Vương",
	"Bạch Đằng", "Ngô Quyền", "Pasteur", "Phạm Ngũ Lão", NULL
};
const char *const word_zh_street[] = {
	"人民路", "解放路", "中山路", "和平街", "南京路", "友谊路", "建设大道", "长江路", NULL
};
const char *const word_note[] = {
	"Thích cà phê ít đường", "Dị ứng đậu phộng", "Hay mua quà cho đối tác", "Gọi sau 18 giờ",
	"喜欢乌龙茶", "Prefers oat milk", "Lấy hoá đơn công ty", "Ngồi bàn cạnh cửa sổ",
	"Đặt bánh sinh nhật hằng năm", "Khách của anh Tuấn giới thiệu", NULL
};

/* The towns of the branches S1 S2 S3 D1, then those customers come from. */
const struct demo_town demo_towns[] = {
	{ "HCM", "TP. Hồ Chí Minh", "700000", { "P. Bến Nghé, Q. 1", "P. Đa Kao, Q. 1",
	    "P. Võ Thị Sáu, Q. 3", "P. 5, Q. 5", "P. Tân Phong, Q. 7", "P. 2, Q. Tân Bình",
	    "P. 25, Q. Bình Thạnh", "P. Thảo Điền, TP. Thủ Đức", NULL } },
	{ "HN", "Hà Nội", "100000", { "P. Hàng Bạc, Q. Hoàn Kiếm", "P. Tràng Tiền, Q. Hoàn Kiếm",
	    "P. Kim Mã, Q. Ba Đình", "P. Láng Hạ, Q. Đống Đa", "P. Dịch Vọng, Q. Cầu Giấy",
	    "P. Quảng An, Q. Tây Hồ", NULL } },
	{ "DN", "Đà Nẵng", "550000", { "P. Hải Châu I, Q. Hải Châu", "P. An Hải Bắc, Q. Sơn Trà",
	    "P. Mỹ An, Q. Ngũ Hành Sơn", "P. Thanh Bình, Q. Hải Châu", NULL } },
	{ "CT", "Cần Thơ", "900000", { "P. Tân An, Q. Ninh Kiều", "P. An Hoà, Q. Ninh Kiều",
	    "P. Bùi Hữu Nghĩa, Q. Bình Thủy", NULL } },
	{ NULL, NULL, NULL, { NULL } }
};

static const struct demo_code regions[] = {
	{ "HCM", "TP. Hồ Chí Minh" }, { "HN", "Hà Nội" }, { "DN", "Đà Nẵng" }, { "CT", "Cần Thơ" },
	{ "HP", "Hải Phòng" }, { "HUE", "Huế" }, { "KH", "Khánh Hòa" }, { "LD", "Lâm Đồng" },
	{ "GD", "广东 Guangdong" }, { "SH", "上海 Shanghai" }, { "INT", "Nước ngoài / Abroad" },
	{ NULL, NULL }
};
static const struct demo_code departments[] = {
	{ "BH", "Bán hàng" }, { "KD", "Kinh doanh" }, { "MKT", "Marketing" },
	{ "KT", "Kế toán" }, { "QL", "Quản lý" }, { NULL, NULL }
};
static const struct demo_code occupations[] = {
	{ "NVVP", "Nhân viên văn phòng" }, { "GV", "Giáo viên" }, { "BS", "Bác sĩ" },
	{ "KS", "Kỹ sư" }, { "SV", "Sinh viên" }, { "KDTD", "Kinh doanh tự do" },
	{ "NT", "Nội trợ" }, { "HT", "Hưu trí" }, { "CN", "Công nhân" },
	{ "NS", "Nghệ sĩ" }, { NULL, NULL }
};
static const struct demo_code industries[] = {
	{ "TM", "Thương mại" }, { "DL", "Du lịch - Khách sạn" }, { "GD", "Giáo dục" },
	{ "YT", "Y tế" }, { "CNTT", "Công nghệ thông tin" }, { "XD", "Xây dựng" },
	{ "SX", "Sản xuất" }, { "TC", "Tài chính - Ngân hàng" }, { "NN", "Nông nghiệp" },
	{ NULL, NULL }
};
static const struct demo_code educations[] = {
	{ "PT", "Phổ thông" }, { "TC", "Trung cấp" }, { "CD", "Cao đẳng" }, { "DH", "Đại học" },
	{ "SDH", "Sau đại học" }, { NULL, NULL }
};
static const struct demo_code interests[] = {
	{ "CF", "Cà phê" }, { "TRA", "Trà 茶" }, { "BANH", "Làm bánh" }, { "DOC", "Đọc sách" },
	{ "NHAC", "Âm nhạc" }, { "TT", "Thể thao" }, { "DL", "Du lịch" }, { "PHIM", "Điện ảnh" },
	{ "CAY", "Cây cảnh" }, { "TE", "Trẻ em và gia đình" }, { NULL, NULL }
};
static const struct demo_code sources[] = {
	{ "CH", "Đến cửa hàng" }, { "WEB", "Website" }, { "TV", "Trang vàng" },
	{ "GT", "Giới thiệu" }, { "FB", "Facebook" }, { "ZALO", "Zalo" },
	{ "SK", "Sự kiện" }, { NULL, NULL }
};
static const struct demo_code groups[] = {
	{ "QUEN", "Khách quen" }, { "SI", "Khách mua sỉ" }, { "VIP", "VIP 贵宾" },
	{ "CTY", "Công ty" }, { "NV", "Gia đình nhân viên" }, { NULL, NULL }
};
static const struct demo_code categories[] = {
	{ "THUONG", "Khách thường" }, { "QT", "Khách quan trọng" }, { "CH", "Khách căn hộ" },
	{ "BT", "Khách biệt thự" }, { "TN", "Khách tiềm năng" }, { NULL, NULL }
};

const struct demo_catalog demo_catalogs[] = {
	{ "region", regions }, { "department", departments }, { "occupation", occupations },
	{ "industry", industries }, { "education", educations }, { "interest", interests },
	{ "source", sources }, { "customer_group", groups },
	{ "customer_category", categories }, { NULL, NULL }
};

static const struct demo_code *
catalog_rows(const char *entity)
{
	size_t i;

	for (i = 0; demo_catalogs[i].entity != NULL; i++)
		if (strcmp(demo_catalogs[i].entity, entity) == 0)
			return demo_catalogs[i].rows;
	return NULL;
}

int
demo_catalog_count(const char *entity)
{
	const struct demo_code *r = catalog_rows(entity);
	int n = 0;

	while (r != NULL && r[n].code != NULL)
		n++;
	return n;
}

const char *
demo_catalog_code(const char *entity, int n)
{
	return catalog_rows(entity)[n].code;
}

int
word_count(const char *const *list)
{
	int n = 0;

	while (list[n] != NULL)
		n++;
	return n;
}
